/** Vectors that the engine does not meet, and why. */
export const NACOS_NOT_BUILT: Readonly<Record<string, string>> = {
  A8: 'users, roles and permissions are fixed (nacos.md 13: never)'
}
