import type { ImportedState, Importer } from '../../../model/import.ts'
import type { Resource } from '../../../model/resource.ts'
import { peerState } from '../../peer-results.ts'
import type { PeerResult } from '../../peer-results.ts'
import { mapped } from '../checks/mapped.ts'
import { fromCsv, fromOcsf } from './findings.ts'
import type { Found } from './findings.ts'

/** Prowler's results, `.ocsf.json` or `.csv`, of its providers github and m365. */
export const importer: Importer = {
  name: 'prowler',
  service: 'prowler',
  policyPrefix: null,
  whole: { section: 'findings', read: found },
  map: stateOf,
}

/** @throws Error that says where it breaks, and what to do */
function found(text: string): readonly Found[] {
  const rows = text.trimStart().startsWith('[') ? fromOcsf(text) : fromCsv(text)
  if (rows.length === 0)
    throw new Error('it has no findings: give the file of a run that found some')
  return rows
}

function stateOf(document: unknown): ImportedState {
  const rows = (document as { readonly findings: readonly Found[] }).findings
  const accounts = [...new Set(rows.map(({ provider, account }) => `${provider} ${account}`))]
  const [first] = rows
  if (!first || accounts.length > 1)
    throw new Error(
      `it speaks of ${accounts.length} accounts (${accounts.slice(0, 5).join(', ')}): import the file of one`,
    )
  const { provider, account, accountName } = first
  if (provider !== 'github' && provider !== 'm365')
    throw new Error(`it is of the provider "${provider}": github and m365 are read`)
  const id = `${provider}:${account}`
  const parent = { type: 'account', id }
  const resources = new Map<string, Resource>()
  const add = (type: string, thing: string, name: string): Pick<Resource, 'type' | 'id'> => {
    const key = JSON.stringify([type, thing])
    if (!resources.has(key)) resources.set(key, { type, id: thing, name: name || thing, parent })
    return { type, id: thing }
  }
  add(provider === 'github' ? 'organization' : 'directory', id, accountName)
  const types = new Map(mapped.map(check => [check.id, check.on]))
  const results = rows.flatMap((row): PeerResult[] => {
    const type = types.get(row.check)
    if (type === undefined) return []
    const resource =
      type === 'repository' ? add(type, row.resource, row.resourceName) : { type, id }
    return [{ check: row.check, resource, says: row.says }]
  })
  const root = { ...parent, name: accountName || account }
  const times = rows.map(({ at }) => at).sort()
  return {
    ...peerState('prowler', mapped, [root, ...resources.values()], results, 'findings'),
    takenAt: times[0],
    tool: `Prowler ${first.version}`,
  }
}
