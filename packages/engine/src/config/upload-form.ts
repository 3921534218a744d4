import type { EngineRequest } from '../http/types.ts'
import { readUploadFile } from './body.ts'
import { KieError } from './errors.ts'
import type { Draft } from './rules.ts'

const FIELD = 'upload_file'

/** True when the request carries a form, as the cloud's import does (config.md 8.1). */
export function isForm(request: EngineRequest): boolean {
  return (request.header('content-type') ?? '').startsWith('multipart/form-data')
}

/** The items of the file in the field `upload_file`. @throws KieError 400001 */
export async function readUploadForm(request: EngineRequest): Promise<readonly (Draft | undefined)[]> {
  const headers = { 'content-type': request.header('content-type') ?? '' }
  const form = await new Response(new Uint8Array(request.body), { headers }).formData().catch(() => {
    throw new KieError(400001, 'the form cannot be read: send multipart/form-data with its boundary')
  })
  const file = form.get(FIELD)
  if (file === null) throw new KieError(400001, `form field '${FIELD}' is required`)
  if (typeof file === 'string') return readUploadFile(Buffer.from(file), false)
  const isYaml = file.type === 'text/yaml' || /\.ya?ml$/i.test(file.name)
  return readUploadFile(Buffer.from(await file.arrayBuffer()), isYaml)
}
