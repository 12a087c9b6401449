import { z } from 'zod'

const kebab = '[a-z0-9]+(?:-[a-z0-9]+)*'

/** Every object has a `constructor`: what has no entry of that name would have one all the same. */
const name = new RegExp(`^(?!constructor$)${kebab}$`)

/** `github`, `microsoft-365`. */
export const ServiceId = z.string().regex(name, 'a kebab-case service id such as "github"')
/** `service.resource.kebab-name`: settings and checks. Ids are never reused. */
export const CatalogueId = z
  .string()
  .regex(new RegExp(`^${kebab}\\.${kebab}\\.${kebab}$`), 'an id "service.resource.kebab-name"')
/** `mfa-enforced`: metrics, resource types, recipes, exceptions, frameworks. */
export const KebabId = z.string().regex(name, 'a kebab-case id such as "mfa-enforced"')
/** RFC 3339 in UTC, as `Date.toISOString` writes it. */
export const Time = z.iso.datetime()

/**
 * The name a setting has inside an expression: `github.organization.default-repository-permission`
 * -> `defaultRepositoryPermission`.
 */
export function variableName(settingId: string): string {
  const name = settingId.slice(settingId.lastIndexOf('.') + 1)
  const camel = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  return /^[0-9]/.test(camel) ? `_${camel}` : camel
}
