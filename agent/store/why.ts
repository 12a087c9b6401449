import { KeptSaid } from '../../common/words/kept.ts'

type Why = { readonly why?: KeptSaid | undefined; readonly detail?: string | undefined }

/** Of a value only what is said by code: earlier versions said nothing of it. */
export function observedWhy(detail: string | null): { why?: KeptSaid } {
  const why = detail === null ? null : parsed(detail)
  return why ? { why } : {}
}

/** The column `detail` holds what is said as JSON, `{ code, params }`. */
export function toDetail({ why, detail }: Why): string | null {
  return why ? JSON.stringify(why) : (detail ?? null)
}

/** What earlier versions kept in it are words, and stay words. */
export function fromDetail(detail: string | null): { why: KeptSaid } | { detail: string } | object {
  if (detail === null) return {}
  const why = detail.startsWith('{"code":') ? parsed(detail) : null
  return why ? { why } : { detail }
}

function parsed(text: string): KeptSaid | null {
  try {
    return KeptSaid.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
