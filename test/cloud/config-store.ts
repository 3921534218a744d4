import { Readable } from 'node:stream'
import busboy from 'busboy'
import type { Asked, Handlers } from './reply.ts'

/** Import and export of configuration. */
export function configHandlers(configs: Record<string, unknown>[]): Handlers {
  return {
    importKieConfigs: async (asked) => {
      const file = await uploaded(asked)
      const { data } = JSON.parse(file) as { data: Record<string, unknown>[] }
      const success: unknown[] = []
      const failure: unknown[] = []
      const override = asked.query.get('override')
      for (const item of data) {
        const at = configs.findIndex(({ key }) => key === item['key'])
        const refuse = (code: string, why: string): void =>
          void failure.push({
            key: item['key'],
            labels: item['labels'] ?? {},
            error_code: code,
            error_message: why
          })
        if (String(item['key']).includes(' ')) refuse('SVCSTG.00400649', 'key is invalid')
        else if (at >= 0 && override !== 'force') {
          refuse('SVCSTG.00400107', 'record already exist')
          if (override === 'abort') break
        } else {
          if (at >= 0) configs[at] = item
          else configs.push(item)
          success.push({ id: `kv-${success.length}`, ...item })
        }
      }
      return { body: { success, failure } }
    },
    exportKieConfigs: () => ({
      body: { metadata: { version: '1.0.0', annotations: {} }, data: configs }
    })
  }
}

function uploaded({ headers, body }: Asked): Promise<string> {
  return new Promise((resolve, reject) => {
    const form = busboy({ headers: { 'content-type': String(headers['content-type']) } })
    let text: string | undefined
    form.on('file', (name, stream) => {
      if (name !== 'upload_file') return reject(new Error(`the file is in ${name}`))
      text = ''
      stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    })
    form.on('error', reject)
    form.on('close', () => (text === undefined ? reject(new Error('there is no file')) : resolve(text)))
    Readable.from([Buffer.from(body)]).pipe(form)
  })
}
