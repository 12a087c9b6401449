/**
 * The `tag=value; tag=value` lists of DKIM and DMARC (RFC 6376, section 3.2): names with their values
 * in order.
 * @param nameOf what names are compared as: DKIM's are exact in case, DMARC's are not
 * @returns null where a tag stands twice: such a list is invalid as a whole
 */
export function parseTagList(
  text: string,
  nameOf: (name: string) => string = name => name,
): ReadonlyMap<string, string> | null {
  const pairs = text
    .split(';')
    .map(part => /^\s*([a-z][a-z0-9_]*)\s*=\s*([\s\S]*?)\s*$/i.exec(part))
    .filter(match => match !== null)
    .map(([, name = '', value = '']) => [nameOf(name), value] as const)
  const tags = new Map(pairs)
  return tags.size === pairs.length ? tags : null
}
