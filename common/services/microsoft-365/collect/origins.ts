type Target = Readonly<Record<string, string>>
type Cloud = 'commercial' | 'gcc' | 'gcchigh' | 'dod' | 'china'
/** Where one workload answers in a cloud, and what a token for it is for. */
type Place = { readonly origin: string; readonly audience: string }

/** The workloads that have endpoints of their own beside Graph. */
export type Workload = 'sharepoint' | 'teams' | 'power-platform' | 'power-bi'

const graph: Readonly<Record<Cloud, string>> = {
  commercial: 'https://graph.microsoft.com',
  gcc: 'https://graph.microsoft.com',
  gcchigh: 'https://graph.microsoft.us',
  dod: 'https://dod-graph.microsoft.us',
  china: 'https://microsoftgraph.chinacloudapi.cn',
}

/**
 * Skype and Teams Tenant Admin API, the resource that the Teams administration module asks tokens
 * for.
 */
const teamsAdmin = '48ac35b8-9aa8-4d74-927d-1f4a14a0b239'

/**
 * Addresses and audiences as Microsoft's administration modules and CISA's tool use them; a cloud
 * that is not here has no such endpoint that we know.
 */
const places: Readonly<
  Record<Exclude<Workload, 'sharepoint'>, Partial<Readonly<Record<Cloud, Place>>>>
> = {
  'teams': {
    commercial: {
      origin: 'https://api.interfaces.records.teams.microsoft.com',
      audience: teamsAdmin,
    },
    gcc: { origin: 'https://api.interfaces.records.teams.microsoft.com', audience: teamsAdmin },
    gcchigh: {
      origin: 'https://api.interfaces.records.gov.teams.microsoft.us',
      audience: teamsAdmin,
    },
    dod: { origin: 'https://api.interfaces.records.gov.teams.microsoft.us', audience: teamsAdmin },
  },
  'power-platform': {
    commercial: {
      origin: 'https://api.bap.microsoft.com',
      audience: 'https://service.powerapps.com/',
    },
    gcc: {
      origin: 'https://gov.api.bap.microsoft.us',
      audience: 'https://gov.service.powerapps.us/',
    },
    gcchigh: {
      origin: 'https://high.api.bap.microsoft.us',
      audience: 'https://high.service.powerapps.us/',
    },
    dod: {
      origin: 'https://api.appsplatform.us',
      audience: 'https://service.apps.appsplatform.us/',
    },
  },
  'power-bi': {
    commercial: {
      origin: 'https://api.fabric.microsoft.com',
      audience: 'https://api.fabric.microsoft.com',
    },
    gcc: {
      origin: 'https://api.powerbigov.us',
      audience: 'https://analysis.usgovcloudapi.net/powerbi/api',
    },
    gcchigh: {
      origin: 'https://api.high.powerbigov.us',
      audience: 'https://high.analysis.usgovcloudapi.net/powerbi/api',
    },
    dod: {
      origin: 'https://api.mil.powerbigov.us',
      audience: 'https://mil.analysis.usgovcloudapi.net/powerbi/api',
    },
  },
}
const sharepointDomains: Readonly<Record<Cloud, string>> = {
  commercial: 'sharepoint.com',
  gcc: 'sharepoint.com',
  gcchigh: 'sharepoint.us',
  dod: 'sharepoint-mil.us',
  china: 'sharepoint.cn',
}

function cloudOf(target: Target): Cloud {
  const named = target['cloud'] ?? 'commercial'
  return named in graph ? (named as Cloud) : 'commercial'
}

/** Graph's origin in the tenant's cloud (`--set cloud=`); `url` replaces it in tests. */
export function graphOrigin(target: Target): string {
  return target['url'] ?? graph[cloudOf(target)]
}

/**
 * Where a workload is asked, or null where this is not known: SharePoint's administration site
 * carries the organisation's own name (`--set sharepoint=contoso`). `teams-url`,
 * `power-platform-url`, `power-bi-url` and `sharepoint-url` replace the origins in tests.
 */
export function placeOf(workload: Workload, target: Target): Place | null {
  const cloud = cloudOf(target)
  const own = target[`${workload}-url`]
  if (workload !== 'sharepoint') {
    const place = places[workload][cloud]
    return place ? { ...place, origin: own ?? place.origin } : null
  }
  const name = target['sharepoint']
  if (name === undefined || !/^[a-z0-9][a-z0-9-]*$/i.test(name)) return null
  const origin = `https://${name}-admin.${sharepointDomains[cloud]}`
  return { origin: own ?? origin, audience: origin }
}

/** All origins beside Graph, each with the audience of its own token. */
export function audiencesOf(target: Target): Readonly<Record<string, string>> {
  const found = (['sharepoint', 'teams', 'power-platform', 'power-bi'] as const).flatMap(
    workload => placeOf(workload, target) ?? [],
  )
  return Object.fromEntries(found.map(place => [new URL(place.origin).origin, place.audience]))
}
