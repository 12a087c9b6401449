import type { PageSetting } from '../../common/protocol/message.ts'

export type Mark = {
  readonly kind: 'pass' | 'fail' | 'accepted' | 'unknown' | 'none' | 'unsaved'
  readonly word: string
  readonly shape: string
}

/**
 * Word, shape and colour for one setting: never by colour alone. States of not knowing are told
 * apart.
 */
export function markOf(setting: PageSetting, unsaved: boolean): Mark {
  if (unsaved) return { kind: 'unsaved', word: 'Not saved yet', shape: '✎' }
  const judged = setting.findings.filter(finding => finding.outcome !== 'not-applicable')
  if (setting.findings.length === 0)
    return setting.captured
      ? { kind: 'none', word: 'Recorded', shape: '○' }
      : { kind: 'none', word: 'Not recorded', shape: '○' }
  const failed = judged.filter(finding => finding.outcome === 'fail')
  if (failed.some(finding => finding.exception === null))
    return { kind: 'fail', word: 'Deviates', shape: '▲' }
  if (failed.length > 0) return { kind: 'accepted', word: 'Accepted', shape: '◆' }
  const unknown = judged.find(finding => finding.outcome === 'unknown')
  if (unknown)
    return { kind: 'unknown', word: words[unknown.reason ?? ''] ?? 'Cannot tell', shape: '?' }
  return judged.length > 0
    ? { kind: 'pass', word: 'As wanted', shape: '✓' }
    : { kind: 'none', word: 'Does not apply', shape: '○' }
}

const words: Readonly<Record<string, string>> = {
  'never-captured': 'Never seen',
  'stale': 'Seen too long ago',
  'forbidden': 'Not permitted',
  'layout-not-recognised': 'Page not recognised',
  'not-shown': 'Not in sight',
  'unsaved': 'Not saved yet',
}
