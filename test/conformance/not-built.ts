/**
 * Vectors whose routes or features the engine does not have yet, and which. They are run nevertheless: one that passes
 * fails the suite, so that this list cannot rot.
 */
export const NOT_BUILT_REGISTRY: Readonly<Record<string, string>> = {
  V106: 'WebSockets',
  V107: 'WebSockets',
  V108: 'WebSockets',
  V109: 'WebSockets',
  V110: 'WebSockets',
  V111: 'WebSockets',
  V112: 'WebSockets',
  V113: 'WebSockets',
  V114: 'WebSockets',
  V115: 'WebSockets',
  V121: 'RBAC',
  V122: 'RBAC',
  V123: 'RBAC',
  V124: 'RBAC',
  V125: 'RBAC',
  V126: 'RBAC',
  V127: 'RBAC',
  V128: 'RBAC',
  V129: 'RBAC',
  V130: 'RBAC',
  V131: 'RBAC',
  V132: 'RBAC',
  V133: 'RBAC',
  V134: 'RBAC',
  V135: 'RBAC',
  V136: 'RBAC',
  V137: 'RBAC',
  V138: 'RBAC',
  V143: 'admin/alarms and admin/dump',
  V145: 'RBAC',
  V147: 'WebSockets',
  V152: 'RBAC',
  V153: 'RBAC'
}
