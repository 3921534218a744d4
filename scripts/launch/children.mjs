import { spawn } from 'node:child_process'
import os from 'node:os'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Starts children that do not outlive us: signals are passed on, and a vanished parent is taken as SIGTERM. */
export function bindChildren() {
  let child
  let ended // the signal that ended us while no child was there to take it

  const pass = (signal) => {
    ended = signal
    if (child) child.kill(signal)
  }
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      // At a terminal Ctrl-C goes to the whole foreground group: passed on it would count as the second, impatient one.
      if (signal === 'SIGINT' && process.stdin.isTTY && child) return
      pass(signal)
    })
  }

  // SIGTERM to npm kills npm and its shell, not us: all there is to see is a new parent.
  const parent = process.ppid
  setInterval(function watch() {
    if (process.ppid === parent) return
    clearInterval(this)
    pass('SIGTERM')
  }, 250).unref()

  const exitCode = (code, signal) => (signal ? 128 + os.constants.signals[signal] : code)
  const start = (file, args, options) => {
    if (ended) process.exit(exitCode(null, ended))
    return (child = spawn(file, args, options))
  }

  return {
    /** Runs to the end; the exit code, 128 + n when a signal ended it. */
    run(file, args, options) {
      return new Promise((resolve, reject) => {
        start(file, args, options)
          .on('error', reject)
          .on('exit', (code, signal) => {
            child = undefined
            resolve(exitCode(code, signal))
          })
      })
    },
    /** Runs quietly to the end; what it said, for when it went wrong. Ends us when a signal was what ended it. */
    capture(file, args, options) {
      return new Promise((resolve) => {
        let stdout = ''
        let stderr = ''
        const done = (code) => {
          child = undefined
          if (ended) process.exit(exitCode(null, ended))
          resolve({ code, stdout, stderr })
        }
        const running = start(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
        running.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
        running.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
        running.on('error', (error) => {
          stderr += error.message
          done(127)
        })
        running.on('close', (code, signal) => done(exitCode(code, signal)))
      })
    }
  }
}
