import { z } from 'zod'
import type {
  Api,
  CollectorContext,
  EvidenceHandle,
  Paging,
  Resource,
  Value,
  Yield,
} from '../../../model/index.ts'
import { Unreadable } from '../../../model/index.ts'
import { said } from '../../../words/said.ts'

type Target = CollectorContext['target']

/** The tenant is named by its primary domain. */
export function rootOf(target: Target): Resource {
  const domain = target['domain'] ?? 'google-workspace'
  return { type: 'tenant', id: domain, name: domain }
}

/**
 * The Admin SDK and the Cloud Identity API are at two addresses; `--set url=` and `--set identity=`
 * name others.
 */
export function addressesOf(target: Target): { readonly admin: string; readonly identity: string } {
  const admin = target['url'] ?? 'https://admin.googleapis.com'
  return {
    admin,
    identity:
      target['identity'] ?? (target['url'] ? admin : 'https://cloudidentity.googleapis.com'),
  }
}

const pageToken = (items: string): Paging => ({
  style: 'page-token',
  field: 'nextPageToken',
  parameter: 'pageToken',
  items,
})

/**
 * All items of a list, in the shape that is used of them. @throws Unreadable malformed where an
 * item is in another
 */
export async function listOf<T>(
  api: Api,
  path: string,
  items: string,
  shape: z.ZodType<T>,
  personal = false,
): Promise<{ readonly items: readonly T[]; readonly evidence: readonly EvidenceHandle[] }> {
  const found: T[] = []
  const evidence: EvidenceHandle[] = []
  for await (const page of api.pages(path, pageToken(items), { personal })) {
    evidence.push(page.evidence)
    const parsed = z.array(shape).safeParse(page.items)
    if (!parsed.success)
      throw new Unreadable(
        'malformed',
        said('list-shape', {
          items,
          at: parsed.error.issues[0]?.path.join('.') ?? '',
          message: parsed.error.issues[0]?.message ?? '',
        }),
        [page.evidence],
      )
    found.push(...parsed.data)
  }
  return { items: found, evidence }
}

export const OrganizationalUnit = z.looseObject({
  orgUnitId: z.string(),
  orgUnitPath: z.string(),
  name: z.string(),
})
export type OrganizationalUnit = z.infer<typeof OrganizationalUnit>

/** Every unit with the root. */
export function unitsOf({ api, target }: CollectorContext): Promise<{
  readonly items: readonly OrganizationalUnit[]
  readonly evidence: readonly EvidenceHandle[]
}> {
  return listOf(
    api,
    `${addressesOf(target).admin}/admin/directory/v1/customer/my_customer/orgunits?type=allIncludingParent`,
    'organizationUnits',
    OrganizationalUnit,
  )
}

export function valueOf(
  context: CollectorContext,
  setting: string,
  value: Value,
  evidence: readonly EvidenceHandle[],
): Yield {
  const { type, id } = rootOf(context.target)
  return {
    kind: 'value',
    resource: { type, id },
    setting: `google-workspace.tenant.${setting}`,
    value,
    evidence,
  }
}
