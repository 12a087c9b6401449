/**
 * The `tag=value; tag=value` lists of DKIM and DMARC (RFC 6376, section 3.2): names in lower case,
 * with their values in order.
 * @returns null where a tag stands twice: such a list is invalid as a whole
 */
export function parseTagList(text: string): ReadonlyMap<string, string> | null {
  const pairs = text
    .split(';')
    .map(part => /^\s*([a-z][a-z0-9_]*)\s*=\s*([\s\S]*?)\s*$/i.exec(part))
    .filter(match => match !== null)
    .map(([, name = '', value = '']) => [name.toLowerCase(), value] as const)
  const tags = new Map(pairs)
  return tags.size === pairs.length ? tags : null
}
