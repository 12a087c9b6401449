import type { Resource } from './resource.ts'
import { UNLISTED } from './resource.ts'

/**
 * The page on which a finding is mended: `{base}` is where the service is, and the kind of thing
 * (`{repository}`) its name today. Null where a part is not known, since half a link opens nothing.
 * @param base the tenant's own address, else the service's public one; null where it is not known
 */
export function remedyUrl(
  template: string,
  resource: Pick<Resource, 'type' | 'id' | 'name'>,
  base: string | null,
): string | null {
  const named = resource.name.split('/').map(encodeURIComponent).join('/')
  const known: Readonly<Record<string, string | null>> = {
    base: base?.replace(/\/$/, '') ?? null,
    [resource.type]: resource.id === UNLISTED ? null : named,
  }
  let whole = true
  const filled = template.replace(/\{(\w+)\}/g, (_, part: string) => {
    const value = known[part] ?? null
    whole &&= value !== null
    return value ?? ''
  })
  return whole && URL.canParse(filled) ? filled : null
}
