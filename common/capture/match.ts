import type { Locator, Recipe } from './recipe.ts'
import { routeOf } from './redact.ts'

/**
 * What matching needs to know of a tenant: its service and its configured target (organization
 * name, base address).
 */
export type MatchTenant = {
  readonly id: string
  readonly service: string
  readonly target: Readonly<Record<string, string>>
}

/** A recipe that fits an address, for one tenant, with the `:name` parts of host and path. */
export type Match = {
  readonly recipe: Recipe
  readonly tenant: MatchTenant
  readonly parts: Readonly<Record<string, string>>
}

/**
 * Which recipes speak of this address, for which of the tenants. Headings and page context are
 * looked at later, in the page. An address that fits no tenant gives nothing: a page of an
 * organization nobody connected is not read.
 */
export function matchRecipes(
  address: string,
  recipes: readonly Recipe[],
  tenants: readonly MatchTenant[],
): readonly Match[] {
  if (!URL.canParse(address)) return []
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return []
  return recipes.flatMap(recipe =>
    tenants
      .filter(tenant => tenant.service === recipe.service)
      .flatMap(tenant => {
        const parts = matchOne(url, recipe, tenant)
        return parts ? [{ recipe, tenant, parts }] : []
      }),
  )
}

/**
 * The recipe in a tenant's own words: `{key}` in headings, names and texts becomes what the
 * tenant's target has for it ("everyone in the {organization} organization"). A wording whose key
 * the target does not have is left out where others remain.
 */
export function inWordsOf(recipe: Recipe, { target }: MatchTenant): Recipe {
  const filled = (wordings: readonly string[]): string[] => {
    const known = wordings.filter(wording =>
      [...wording.matchAll(/\{([a-zA-Z]+)\}/g)].every(([, key = '']) => target[key] !== undefined),
    )
    return (known.length > 0 ? known : wordings).map(wording =>
      wording.replace(/\{([a-zA-Z]+)\}/g, (whole, key: string) => target[key] ?? whole),
    )
  }
  const located = (locate: readonly Locator[]): Locator[] =>
    locate.map(locator =>
      'name' in locator
        ? { ...locator, name: filled(locator.name) }
        : 'near' in locator
          ? { ...locator, near: filled(locator.near) }
          : locator,
    )
  return {
    ...recipe,
    where: {
      ...recipe.where,
      ...(recipe.where.headings ? { headings: filled(recipe.where.headings) } : {}),
    },
    settings: recipe.settings.map(reading => ({
      ...reading,
      locate: located(reading.locate),
      ...(reading.empty && 'locate' in reading.empty
        ? { empty: { ...reading.empty, locate: located(reading.empty.locate) } }
        : {}),
      ...(reading.pages
        ? { pages: { shown: located(reading.pages.shown), next: located(reading.pages.next) } }
        : {}),
    })),
  }
}

/**
 * The `:name` parts where the address is one of this recipe for this tenant; null where it is not.
 */
export function matchOne(
  url: URL,
  recipe: Recipe,
  tenant: MatchTenant,
): Readonly<Record<string, string>> | null {
  for (const [key, value] of Object.entries(recipe.where.query ?? {}))
    if (url.searchParams.get(key) !== value) return null
  for (const host of recipe.where.hosts) {
    const own = host === '{base}'
    const hostParts = own ? {} : url.protocol === 'https:' ? matchHost(host, url.hostname) : null
    const place = own ? belowBase(url, tenant) : { path: url.pathname, route: routeOf(url) }
    if (!hostParts || !place) continue
    const routeParts = firstMatch(recipe.where.fragments ?? ['/**'], place.route)
    if (!routeParts) continue
    for (const path of recipe.where.paths) {
      const pathParts = matchPath(path, place.path)
      if (!pathParts) continue
      const parts = { ...hostParts, ...pathParts, ...routeParts }
      if (
        Object.entries(parts).every(
          ([name, value]) =>
            tenant.target[name] === undefined ||
            tenant.target[name].toLowerCase() === value.toLowerCase(),
        )
      )
        return parts
    }
  }
  return null
}

/**
 * Where an address is below the tenant's own: path and fragment after those of the tenant's address;
 * null where it is not.
 */
export function belowBase(
  url: URL,
  tenant: MatchTenant,
): { readonly path: string; readonly route: string } | null {
  const base = baseOf(tenant)
  if (base?.origin !== url.origin) return null
  const path = rest(url.pathname, base.pathname)
  const route = rest(routeOf(url), routeOf(base))
  return path === null || route === null ? null : { path, route }
}

/** What follows a leading path, whole segments only; null where the path does not lead there. */
function rest(path: string, leading: string): string | null {
  const prefix = leading.replace(/\/$/, '')
  return path === prefix || path.startsWith(`${prefix}/`) ? path.slice(prefix.length) || '/' : null
}

function firstMatch(
  patterns: readonly string[],
  path: string,
): Readonly<Record<string, string>> | null {
  for (const pattern of patterns) {
    const parts = matchPath(pattern, path)
    if (parts) return parts
  }
  return null
}

/**
 * The address in a tenant's configuration, wherever its service keeps it (`url`, `baseUrl`,
 * `site`).
 */
export function baseOf(tenant: MatchTenant): URL | null {
  for (const key of ['console', 'url', 'baseUrl', 'base', 'site']) {
    const value = tenant.target[key]
    if (value && URL.canParse(value)) return new URL(value)
  }
  return null
}

/**
 * Origins (as match patterns' hosts need them) under which a tenant's console pages live; `*.host`
 * where a recipe says so.
 */
export function originsOf(recipes: readonly Recipe[], tenant: MatchTenant): readonly string[] {
  const origins = recipes
    .filter(recipe => recipe.service === tenant.service)
    .flatMap(recipe =>
      recipe.where.hosts.flatMap(host => {
        if (host === '{base}') {
          const base = baseOf(tenant)
          return base ? [base.origin] : []
        }
        const named = /^:([a-z]+)\.(.*)$/.exec(host)
        if (!named) return [`https://${host}`]
        const value = tenant.target[named[1] ?? '']
        return [`https://${value ?? '*'}.${named[2]}`]
      }),
    )
  return [...new Set(origins)].sort()
}

/**
 * Whether an address is the tenant's own without doubt: one of a recipe's pages for it, or a host
 * that only this tenant has (its configured base, `:name.host` with its own name). A host that all
 * customers share is not enough.
 */
export function isOwnAddress(
  address: string,
  recipes: readonly Recipe[],
  tenant: MatchTenant,
): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false
  return recipes.some(
    recipe =>
      recipe.service === tenant.service &&
      (matchOne(url, recipe, tenant) !== null ||
        recipe.where.hosts.some(host => {
          if (host === '{base}') return belowBase(url, tenant) !== null
          const named = /^:([a-z]+)\.(.*)$/.exec(host)
          const own = tenant.target[named?.[1] ?? '']
          return (
            own !== undefined &&
            url.protocol === 'https:' &&
            url.hostname === `${own.toLowerCase()}.${named?.[2] ?? ''}`
          )
        })),
  )
}

/**
 * The deep link of a recipe for one tenant, and one thing in it; null where the address is not
 * known (only the host is).
 */
export function deepLink(recipe: Recipe, tenant: MatchTenant, resource?: string): string | null {
  if (!recipe.url) return null
  let complete = true
  const url = recipe.url.replace(/\{([a-zA-Z]+)\}/g, (_, key: string) => {
    const value =
      key === 'base'
        ? baseOf(tenant)?.href.replace(/\/$/, '')
        : key === 'resource'
          ? resource
          : tenant.target[key]
    if (value === undefined) complete = false
    return key === 'base' ? (value ?? '') : encodeURIComponent(value ?? '')
  })
  return complete && URL.canParse(url) ? url : null
}

/**
 * The resource id of a recipe's readings: null is the tenant's root resource. @param shown the name
 * that the page showed, where the recipe says that it does
 */
export function resourceIdOf(
  recipe: Recipe,
  parts: Readonly<Record<string, string>>,
  shown: string | null = null,
): string | null {
  if (recipe.resource.shown) return shown
  return recipe.resource.id === undefined
    ? null
    : recipe.resource.id.replace(/:([a-zA-Z]+)/g, (_, name: string) => parts[name] ?? '')
}

function matchHost(pattern: string, host: string): Record<string, string> | null {
  if (pattern.startsWith('*.'))
    return host.endsWith(pattern.slice(1)) || host === pattern.slice(2) ? {} : null
  const named = /^:([a-z]+)\.(.*)$/.exec(pattern)
  if (!named) return host === pattern ? {} : null
  const [, name = '', rest = ''] = named
  const first = host.endsWith(`.${rest}`) ? host.slice(0, -rest.length - 1) : ''
  return first && !first.includes('.') ? { [name]: first } : null
}

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/').filter(Boolean)
  const found = path.split('/').filter(Boolean)
  const parts: Record<string, string> = {}
  for (const [i, segment] of wanted.entries()) {
    if (segment === '**') return parts
    const value = found[i]
    if (value === undefined) return null
    if (segment.startsWith(':')) parts[segment.slice(1)] = decode(value)
    else if (segment !== '*' && segment !== value) return null
  }
  return found.length === wanted.length ? parts : null
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
