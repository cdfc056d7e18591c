/** The endings that media may have, and the types with which they are served. */
export const MEDIA_TYPES = new Map([
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['gif', 'image/gif'],
  ['webm', 'video/webm'],
  ['mp4', 'video/mp4'],
  ['mp3', 'audio/mpeg'],
  ['ogg', 'audio/ogg'],
  ['m4a', 'audio/mp4'],
  ['wav', 'audio/wav'],
  ['vtt', 'text/vtt; charset=utf-8'],
  ['csv', 'text/csv; charset=utf-8'],
  ['sql', 'text/plain; charset=utf-8'],
  ['txt', 'text/plain; charset=utf-8'],
  ['json', 'application/json'],
  ['pdf', 'application/pdf'],
  ['zip', 'application/zip'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ipynb', 'application/json'],
])

export const PICTURE = /\.(svg|png|jpe?g|webp|avif|gif)$/i
export const VIDEO = /\.(webm|mp4)$/i
export const SOUND = /\.(mp3|ogg|m4a|wav)$/i

export const MEDIA_BYTES_MAX = 50 * 1024 * 1024

export function mediaTypeOf(path: string): string | undefined {
  return MEDIA_TYPES.get(/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '')
}
