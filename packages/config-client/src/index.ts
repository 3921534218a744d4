export { createConfiguration } from './configuration.ts'
export type { Configuration, ConfigurationOptions, RemoteSource } from './configuration.ts'
export { createKieClient } from './kie/client.ts'
export type { DimensionName, KieClient, KieClientOptions } from './kie/client.ts'
export type { KieTiming } from './kie/timing.ts'
export { kieOptions } from './kie/options.ts'
export { createKieAdmin } from './kie/admin.ts'
export type { KieAdmin, PutOptions } from './kie/admin.ts'
export type { KieAdminOptions } from './kie/admin-http.ts'
export type { PageOptions, Progress } from './kie/pages.ts'
export type {
  ImportFailure,
  ImportOptions,
  ImportResult,
  TransferDocument,
  TransferFile
} from './kie/transfer.ts'
export { yamlTexts } from './text/flatten.ts'
export { parseProperties } from './text/properties.ts'
export type { Labels } from './kie/labels.ts'
export type { KieDocument } from './kie/document.ts'
