import type { Resource } from '../model/resource.ts'

// Products that people host themselves: a tenant is an address.

/**
 * The address in a tenant's target, without a trailing slash. @param needs what to say where there
 * is none: 'an Acme tenant needs "url" (--set url=…): the address of the site' @throws Error
 */
export function addressIn(target: Readonly<Record<string, string>>, needs: string): string {
  const url = target['url'] ?? ''
  if (!URL.canParse(url)) throw new Error(needs)
  return url.replace(/\/$/, '')
}

/** The root resource at an address: host and leading path are its id and name. */
export function resourceAt(type: string, address: string): Resource {
  const { host, pathname } = new URL(address)
  const id = `${host}${pathname.replace(/\/$/, '')}`
  return { type, id, name: id }
}
