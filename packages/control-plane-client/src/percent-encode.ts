/**
 * Percent-encodes everything but `A-Z a-z 0-9 - _ . ~`, with upper-case digits (control-plane.md 4.2);
 * `encodeURIComponent` leaves `! ' ( ) *` alone, which signatures do not.
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  )
}
