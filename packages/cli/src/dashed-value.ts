/**
 * `config set <key> '- precedence: 1'`: no option has a blank behind its dashes, so this is the value. It moves to where
 * commander takes it for one.
 */
export function dashedValueLast(args: readonly string[]): readonly string[] {
  const [family, action] = args
  if (family !== 'config' || action !== 'set' || args.includes('--')) return args
  const isValue = (arg: string): boolean => /^-+\s/.test(arg)
  const values = args.filter(isValue)
  return values.length === 0 ? args : [...args.filter((arg) => !isValue(arg)), '--', ...values]
}
