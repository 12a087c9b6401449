import type { BadgeFinding, PageSetting } from '../../common/protocol/message.ts'

export type Mark = {
  readonly kind: 'pass' | 'fail' | 'accepted' | 'unknown' | 'none' | 'unsaved'
  readonly word: string
  readonly shape: string
  /** The other settings that it rests on, by title: either of them may be why. */
  readonly together: readonly string[]
}

/**
 * Word, shape and colour for one setting: never by colour alone. States of not knowing are told
 * apart, and what no setting decides by itself says so.
 */
export function markOf(setting: PageSetting, unsaved: boolean): Mark {
  const plain = (kind: Mark['kind'], word: string, shape: string): Mark => ({
    kind,
    word,
    shape,
    together: [],
  })
  if (unsaved) return plain('unsaved', 'Not saved yet', '✎')
  const judged = setting.findings.filter(finding => finding.outcome !== 'not-applicable')
  if (setting.findings.length === 0)
    return plain('none', setting.captured ? 'Recorded' : 'Not recorded', '○')
  const failed = judged.filter(finding => finding.outcome === 'fail')
  const urgent = failed.filter(finding => finding.exception === null)
  if (urgent.length > 0) return resting(urgent, 'fail', 'Deviates', '▲')
  if (failed.length > 0) return resting(failed, 'accepted', 'Accepted', '◆')
  const unknown = judged.find(finding => finding.outcome === 'unknown')
  if (unknown) return plain('unknown', words[unknown.reason ?? ''] ?? 'Cannot tell', '?')
  return judged.length > 0
    ? resting(judged, 'pass', 'As wanted', '✓')
    : plain('none', 'Does not apply', '○')
}

/** @param findings that decide the mark: where one rests on this setting alone, that says enough */
function resting(
  findings: readonly BadgeFinding[],
  kind: Mark['kind'],
  word: string,
  shape: string,
): Mark {
  const others = findings.map(({ together = [] }) => together.map(({ title }) => title))
  const together = others.some(titles => titles.length === 0) ? [] : [...new Set(others.flat())]
  const count = together.length
  const more = count === 0 ? '' : ` with ${count} other${count === 1 ? '' : 's'}`
  return { kind, word: `${word}${more}`, shape, together }
}

const words: Readonly<Record<string, string>> = {
  'never-captured': 'Never seen',
  'stale': 'Seen too long ago',
  'forbidden': 'Not permitted',
  'layout-not-recognised': 'Page not recognised',
  'not-shown': 'Not in sight',
  'unsaved': 'Not saved yet',
}
