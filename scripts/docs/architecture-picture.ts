import { MAY_IMPORT } from '../../test/architecture/table.ts'

const BOX = { width: 160, height: 44, gapX: 18, gapY: 56 }
const MARGIN = 20

/**
 * The house as a picture: who may import whom, from the table that the architecture test holds every manifest and import
 * against. Arrows that follow from others are left out.
 */
export function architecturePicture(): string {
  const rows = rowsOf(MAY_IMPORT)
  const widest = Math.max(...rows.map(({ length }) => length))
  const width = 2 * MARGIN + widest * (BOX.width + BOX.gapX) - BOX.gapX
  const height = 2 * MARGIN + rows.length * (BOX.height + BOX.gapY) - BOX.gapY
  const places = new Map<string, { readonly x: number; readonly y: number }>()
  rows.forEach((row, level) => {
    const indent = (width - row.length * (BOX.width + BOX.gapX) + BOX.gapX) / 2
    row.forEach((name, column) =>
      places.set(name, {
        x: indent + column * (BOX.width + BOX.gapX),
        // What everything stands on is at the bottom.
        y: height - MARGIN - BOX.height - level * (BOX.height + BOX.gapY)
      })
    )
  })
  const arrows = [...places].flatMap(([from, { x, y }]) =>
    direct(from).map((to) => {
      const end = places.get(to)!
      const [x1, x2] = [x, end.x].map((left) => left + BOX.width / 2)
      return `<path d="M${x1} ${y + BOX.height} L${x2} ${end.y - 3}" stroke="#8a9bb0" stroke-width="1.2" marker-end="url(#a)"/>`
    })
  )
  const boxes = [...places].map(
    ([name, { x, y }]) =>
      `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8" fill="#eef5ff" stroke="#456"/>` +
      `<text x="${x + BOX.width / 2}" y="${y + 27}" font-size="13" font-weight="bold" fill="#123" text-anchor="middle">${name}</text>`
  )
  const label = 'The packages of Node Chassis and which of them imports which'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" role="img" aria-label="${label}">`,
    '<defs><marker id="a" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#8a9bb0"/></marker></defs>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...arrows,
    ...boxes,
    '</svg>',
    ''
  ].join('\n')
}

// A package stands one row above the highest that it imports.
function rowsOf(table: Readonly<Record<string, readonly string[]>>): readonly (readonly string[])[] {
  const level = (name: string): number => Math.max(0, ...(table[name] ?? []).map((one) => level(one) + 1))
  const rows: string[][] = []
  for (const name of Object.keys(table)) (rows[level(name)] ??= []).push(name)
  return rows
}

function direct(name: string): readonly string[] {
  const all = MAY_IMPORT[name] ?? []
  return all.filter((to) => !all.some((other) => other !== to && reaches(other, to)))
}

function reaches(from: string, to: string): boolean {
  return (MAY_IMPORT[from] ?? []).some((next) => next === to || reaches(next, to))
}
