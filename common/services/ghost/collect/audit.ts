import { z } from 'zod'
import type { AuditedChange } from '../../../model/audit.ts'
import type { Audit } from '../../../model/collector.ts'
import { keys } from '../settings/index.ts'

// Ghost's history of what staff did (`Settings > History`), as its own admin asks for it.
const Action = z.object({
  id: z.string(),
  created_at: z.string(),
  event: z.string(),
  resource_type: z.string(),
  resource_id: z.string().nullish(),
  actor: z.object({ name: z.string().nullish() }).nullish(),
  context: z.unknown(),
})
const Context = z.object({ key: z.string() })
const paging = {
  style: 'page-token',
  field: 'meta.pagination.next',
  parameter: 'page',
  items: 'actions',
} as const

/** Who changed which key, and when; from where Ghost does not say. */
export const audit: Audit = {
  right: 'reading the history (a staff token of an Administrator or the Owner)',
  async *events({ api }, { from, to }) {
    const filter = encodeURIComponent(`created_at:>='${timeOf(from)}'+created_at:<='${timeOf(to)}'`)
    const path = `/actions/?include=actor&limit=100&filter=${filter}`
    for await (const { items } of api.pages(path, paging))
      for (const item of z.array(Action).parse(items)) yield changeOf(item)
  },
}

function changeOf({
  id,
  created_at,
  event,
  resource_type,
  ...item
}: z.infer<typeof Action>): AuditedChange {
  const key = contextKey(item.context)
  const thing = resource_type === 'setting' ? null : (item.resource_id ?? null)
  const action = [resource_type, event, ...(key === null ? [] : [key])].join(' ')
  return {
    event: {
      id,
      at: new Date(created_at).toISOString(),
      action,
      actor: item.actor?.name ?? null,
      from: null,
    },
    settings: resource_type === 'setting' && key !== null ? settingsOf(key) : about(resource_type),
    thing,
  }
}

function settingsOf(key: string): readonly string[] {
  return keys.flatMap(item => (item.key === key || item.with === key ? [item.setting.id] : []))
}

function about(type: string): readonly string[] {
  return type === 'user'
    ? ['ghost.user.role', 'ghost.user.status', 'ghost.site.administrators']
    : []
}

/** It stands there as JSON, or as the text of it. */
function contextKey(context: unknown): string | null {
  try {
    const parsed: unknown = typeof context === 'string' ? JSON.parse(context) : context
    return Context.safeParse(parsed).data?.key ?? null
  } catch {
    return null
  }
}

/** `2026-10-05 09:00:00`: NQL compares texts as the database has them. */
function timeOf(time: string): string {
  return time.slice(0, 19).replace('T', ' ')
}
