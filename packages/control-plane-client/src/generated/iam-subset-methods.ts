// Made from openapi/ by `node packages/control-plane-client/scripts/openapi.ts --write`. Do not edit.
import type { CallOptions } from '../call-options.ts'
import type { operations } from './iam-subset.ts'

/** The 2 IAM operations that CSE relies on; names and sections are those of the CSE API Reference, issue 01. */
export interface IamOperations {
  /**
   * Get a project-scoped IAM token with a password. CSE API Reference 3.2, `POST /v3/auth/tokens`.
   * The token is in the header X-Subject-Token, which `send` gives; the client gets tokens by itself.
   * Units: expires_at and issued_at are UTC
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_INVALID_ARGUMENT`, before anything is sent
   */
  createUserToken(
    input: {
      /** Any value leaves the service catalog out of the body; use it, the catalog is large. */
      readonly nocatalog?: NonNullable<operations['createUserToken']['parameters']['query']>['nocatalog']
      readonly body: NonNullable<operations['createUserToken']['requestBody']>['content']['application/json']
    },
    options?: CallOptions
  ): Promise<operations['createUserToken']['responses']['201']['content']['application/json']>

  /**
   * List projects, to find a project id. CSE API Reference 8.4, `GET /v3/projects`.
   * `projectIdOf` picks the one of a region.
   * @throws ControlPlaneError `CHS_CLOUD_REFUSED` with status and code of the answer, `CHS_CLOUD_UNAVAILABLE`,
   * `CHS_CLOUD_ANSWER`, `CHS_CLOUD_CREDENTIALS`
   */
  listProjects(
    input?: {
      /** Only the project of this name; give the region id. */
      readonly name?: NonNullable<operations['listProjects']['parameters']['query']>['name']
    },
    options?: CallOptions
  ): Promise<operations['listProjects']['responses']['200']['content']['application/json']>
}
