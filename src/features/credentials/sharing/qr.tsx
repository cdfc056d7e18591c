import QRCode from 'qrcode'

/** A QR code as the `d` of one SVG path of squares, in units of one square, with the quiet zone of four around. */
export function qrPath(text: string): { d: string; size: number } {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const squares: string[] = []
  for (let y = 0; y < modules.size; y += 1)
    for (let x = 0; x < modules.size; x += 1)
      if (modules.get(y, x)) squares.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`)
  return { d: squares.join(''), size: modules.size + 2 * QUIET }
}

const QUIET = 4

/** Dark on light whatever the theme: cameras expect it so. */
export function QrPicture({ text, says }: { text: string; says: string }) {
  const { d, size } = qrPath(text)
  return (
    <svg viewBox={`0 0 ${size} ${size}`} width="180" height="180" role="img" aria-label={says}>
      <rect width={size} height={size} fill="#ffffff" />
      <path d={d} fill="#15171c" />
    </svg>
  )
}

/** The same as a file. */
export function qrSvg(text: string, title: string): string {
  const { d, size } = qrPath(text)
  const safe = title.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="512" height="512" role="img"><title>${safe}</title><rect width="${size}" height="${size}" fill="#ffffff"/><path d="${d}" fill="#15171c"/></svg>`
}
