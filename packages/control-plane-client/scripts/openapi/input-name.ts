/** `engine_id`, `x-engine-id` and `X-Engine-Id` are all `engineId` to a caller. */
export function inputName(wire: string): string {
  const bare = wire.replace(/^x-/i, '')
  const words = bare.split(/[-_]/)
  return words
    .map((word, i) => {
      const plain =
        /^[A-Z]+$/.test(word) || (words.length > 1 && /^[A-Z]/.test(word)) ? word.toLowerCase() : word
      return i === 0
        ? plain.charAt(0).toLowerCase() + plain.slice(1)
        : plain.charAt(0).toUpperCase() + plain.slice(1)
    })
    .join('')
}
