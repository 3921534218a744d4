const SECRET_KEY =
  /pass(?:word|wd|phrase|code)?(?:$|[^a-z])|pwd|secret|credential|token|access[-_.]?key|private[-_.]?key|api[-_.]?key|signature/i
/** `scheme://user:password@host`. Every repetition has an end: values are as long and as hostile as they like. */
const SECRET_URL = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^/\s:@]{0,200}:[^/\s@]{1,400}@/i
const SECRET_TEXT = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
const MASK = '******'

/** Whether a setting may not be shown, by the words in its key or by what its value looks like. */
export function isSecret(key: string, text: string): boolean {
  return isSecretKey(key) || SECRET_URL.test(text) || SECRET_TEXT.test(text)
}

export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key)
}

/** The value of a setting for a message or a page. */
export function shown(key: string, text: string): string {
  return isSecret(key, text) ? MASK : text
}
