import { isUtf8 } from 'node:buffer'
import { readZip, repacked, unpack, writeZip, type ZipEntry } from './zip.ts'

// Takes names, dates and places out of office files, which are archives of XML: properties (ECMA-376 part 2, section 8;
// OpenDocument 1.3 part 3, section 4.3), who commented and changed what, where the file lay, and what pictures in it say.
// What is read stays as it is; a comment by somebody becomes a comment by "Author".

/** So much XML is looked through, a second or two of work; what is beyond it stays as it is, and that is said. */
const xmlBytesMax = 16 * 1024 * 1024

const noCoreProperties =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
const emptyParts: Record<string, string> = {
  'docProps/core.xml': noCoreProperties,
  'docProps/app.xml':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
  'docProps/custom.xml':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
  'meta.xml':
    '<?xml version="1.0" encoding="UTF-8"?>\n<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"><office:meta/></office:document-meta>',
}

// These run over whatever somebody hands in: between what is fixed stands [^<>]*, once, so that their time grows as the
// text does and no faster.
const tags = /<[^<>]*>/g

/** Attributes that name somebody, in whichever part they stand. */
const naming =
  /\s((?:\w+:)?(?:author|initials|userName|userId|providerId|lastEditedBy|modifiedBy))\s*=\s*("[^"]*"|'[^']*')/g
/** In the parts that list people, these do too. */
const ofPeople = /\s((?:\w+:)?(?:name|displayName|email))\s*=\s*("[^"]*"|'[^']*')/g
const peopleParts = /(^|\/)(people|person|persons|authors|commentAuthors|userNames)[^/]*\.xml$/i
const moments = /\s((?:w|w16du|w16cex):date(?:Utc)?|dt|dT)\s*=\s*("[^"]*"|'[^']*')/g
const namedElements =
  /(<((?:\w+:)?(?:author|creator|initials|creator-initials|sender-initials|initial-creator|author-name|author-initials))(?:\s[^<>]*)?>)[^<]*(<\/\2>)/g
const elementMoments = /(<((?:dc|meta):date(?:-string)?)>)[^<]*(<\/\2>)/g
const absolutePaths = /<((?:\w+:)?absPath)\b[^<>]*(?:\/>|>[^<]*<\/\1>)/g
const settings = /(<config:config-item\b[^<>]*>)[^<]*(<\/config:config-item>)/g
const isOfPrinter = /\sconfig:name="Printer(?:Name|Setup)"/
const relationships = /<(?:\w+:)?Relationship\b[^<>]*>/g
/** Pictures of the first page, and what a printer is called and how it was set. */
const goneParts = /^docProps\/thumbnail\.|(^|\/)printerSettings\//i
const toGoneParts = /\sType="[^"]*\/(?:metadata\/thumbnail|printerSettings)"/

/**
 * @param cleanPart cleans a picture or document inside; undefined where that can't be done
 * @returns isWhole: false where something in it may still say whose it is: signatures, embedded files of other kinds
 * @throws RangeError where it is not built as its format says
 */
export function cleanOffice(
  bytes: Uint8Array,
  cleanPart: (extension: string, bytes: Uint8Array) => Uint8Array | undefined,
): { bytes: Uint8Array; isWhole: boolean } {
  const entries = readZip(bytes)
  if (typeof entries === 'string') throw new RangeError(entries)
  let isWhole = true
  let xmlBytes = 0
  const kept: ZipEntry[] = []
  for (const entry of entries) {
    if (goneParts.test(entry.name)) continue
    if (isXml(entry)) xmlBytes += entry.size
    const clean = xmlBytes > xmlBytesMax && isXml(entry) ? 'unclean' : cleanEntry(entry, cleanPart)
    if (clean === 'unclean') isWhole = false
    kept.push(clean && clean !== 'unclean' ? clean : entry)
  }
  // Written anew even where no part changed: the archive itself says when each was saved.
  return { bytes: writeZip(kept), isWhole }
}

function cleanEntry(
  entry: ZipEntry,
  cleanPart: (extension: string, bytes: Uint8Array) => Uint8Array | undefined,
): ZipEntry | 'unclean' | undefined {
  const { name } = entry
  const empty = Object.hasOwn(emptyParts, name) ? emptyParts[name] : coreOfPackage(name)
  if (empty) return changed(entry, unpack(entry), Buffer.from(empty))
  if (/(^|\/)(_xmlsignatures|META-INF\/(document|macro)signatures)/i.test(name)) return 'unclean'
  if (isXml(entry)) return cleanXml(entry)
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  if (/(^|\/)(media|Pictures|embeddings|Thumbnails|Object[^/]*)\//i.test(name) && extension !== '') {
    const before = unpack(entry)
    const clean = cleanPart(extension, before)
    return clean ? changed(entry, before, clean) : 'unclean'
  }
  return extension === 'bin' ? 'unclean' : undefined
}

// Where programs built on System.IO.Packaging keep the core properties, under a name made up each time.
function coreOfPackage(name: string): string | undefined {
  return /\.psmdcp$/i.test(name) ? noCoreProperties : undefined
}

function isXml({ name }: ZipEntry): boolean {
  return /\.(xml|rels)$/i.test(name)
}

function cleanXml(entry: ZipEntry): ZipEntry | 'unclean' | undefined {
  const before = unpack(entry)
  // XML may be in other encodings and name entities; nobody's office writes it so.
  if (before.includes(0) || !isUtf8(before) || before.includes('<!DOCTYPE')) return 'unclean'
  let text = before.toString('utf8')
  const isOfPeople = peopleParts.test(entry.name)
  if (/\.rels$/i.test(entry.name))
    text = text.replace(relationships, (tag) => (toGoneParts.test(tag) && tag.endsWith('/>') ? '' : tag))
  text = text
    // Inside tags only: what somebody wrote may look the same.
    .replace(tags, (tag) => cleanTag(tag, isOfPeople))
    .replace(namedElements, '$1Author$3')
    .replace(elementMoments, '$12000-01-01T00:00:00$3')
    .replace(absolutePaths, '')
    .replace(settings, (item, open: string, close: string) => (isOfPrinter.test(open) ? open + close : item))
  return changed(entry, before, Buffer.from(text))
}

function cleanTag(tag: string, isOfPeople: boolean): string {
  const clean = tag.replace(naming, ' $1="Author"').replace(moments, ' $1="2000-01-01T00:00:00Z"')
  if (/^<(?:\w+:)?pageSetup\s/.test(clean)) return clean.replace(/\sr:id="[^"]*"/, '')
  return isOfPeople ? clean.replace(ofPeople, ' $1="Author"') : clean
}

function changed(entry: ZipEntry, before: Uint8Array, bytes: Uint8Array): ZipEntry | undefined {
  return Buffer.compare(before, bytes) === 0 ? undefined : repacked(entry, bytes)
}
