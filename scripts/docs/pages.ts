import { architecturePicture } from './architecture-picture.ts'
import { configurationPage } from './configuration-page.ts'
import { errorsPage } from './errors-page.ts'

/** Every page that is made from the source, by its name inside the repository. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'docs/architecture.svg': architecturePicture,
  'docs/configuration.md': configurationPage,
  'docs/errors.md': errorsPage
}
