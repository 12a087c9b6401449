/**
 * The dashboard's page of it, signed in where the agent gave an address for that; null where it would
 * lie elsewhere than the agent.
 */
export function pageOf(page: string, dashboard: string): string | null {
  if (!URL.canParse(page, dashboard)) return null
  const [url, base] = [new URL(page, dashboard), new URL(dashboard)]
  if (url.origin !== base.origin) return null
  url.hash = base.hash
  return url.href
}
