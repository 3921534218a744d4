/** Whether a text fits a pattern in which `*` is any text. In one pass: a pattern of many stars costs no more than others. */
export function fitsGlob(text: string, pattern: string): boolean {
  let at = 0
  let inPattern = 0
  let star = -1
  let resumed = 0
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++
      resumed = at
    } else if (pattern[inPattern] === text[at]) {
      at++
      inPattern++
    } else if (star !== -1) {
      inPattern = star + 1
      at = ++resumed
    } else return false
  }
  while (pattern[inPattern] === '*') inPattern++
  return inPattern === pattern.length
}
