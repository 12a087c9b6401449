/**
 * Services whose vendors publish a machine-readable description, with the tenant that is asked, how
 * many of the allowed replies are given, and the parts that look for texts in them which no
 * description has: names of events, of kinds of snapshots.
 */
export const described = [
  {
    service: 'github',
    target: { 'organization': 'example', 'each-repository': 'webhooks, workflow-token' },
    seeds: 40,
    byText: [],
  },
  {
    service: 'google-workspace',
    target: { domain: 'example.org' },
    seeds: 40,
    byText: ['admin-log'],
  },
  {
    service: 'microsoft-365',
    target: { tenant: 'example', sharepoint: 'example' },
    seeds: 40,
    byText: ['configuration-snapshot', 'out-of-reach'],
  },
] as const satisfies readonly {
  readonly service: string
  readonly target: Readonly<Record<string, string>>
  readonly seeds: number
  readonly byText: readonly string[]
}[]
