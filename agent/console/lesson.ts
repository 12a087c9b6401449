import type { Recipe } from '../../common/capture/recipe.ts'
import type { CheckSource, Expectation, Setting, Value } from '../../common/model/index.ts'
import type { Claim, Lesson } from '../../common/protocol/message.ts'
import { comparisonsOf } from '../../common/words/english/comparisons.ts'
import { Problem } from '../problem.ts'

/** What is taught, with the ids that it has here. */
type Taught = {
  readonly lesson: Claim & Pick<Lesson, 'address' | 'title' | 'type'>
  readonly resource: string
  /** Of the setting and of its check. */
  readonly id: string
  readonly today: string
}

/** The setting as it stands in a file of checks. */
export function settingOf({
  lesson,
  url,
  resource,
  id,
}: Taught & { readonly lesson: Lesson; readonly url: URL }): Setting {
  const path = `${lesson.heading ?? lesson.title} (${url.pathname}${url.hash})`
  const { type } = lesson
  return {
    id,
    title: lesson.title,
    resource,
    type: type === 'list' ? { type, of: { type: 'string' } } : { type },
    console: { path, url: lesson.address, certainty: 'confirmed' },
  }
}

/**
 * The check of a setting, or null where nothing is claimed of it: it is then read and recorded, and
 * counts for no requirement.
 * @throws Problem `lesson-invalid` naming the field
 */
export function checkOf({ lesson, resource, id, today }: Taught): CheckSource | null {
  const { title, metric, severity, address } = lesson
  if (metric === null) return null
  return {
    id,
    title,
    metric,
    resource,
    reads: [id],
    expect: expectationOf(lesson.type, lesson),
    expected: expectedOf(lesson),
    severity,
    remediation: {
      steps: [`Open ${address}`, `Set "${title}" as wanted and save`],
      url: address,
      seen: today,
    },
  }
}

/**
 * What is wanted, as a check compares it: a text that contains words is found by them.
 * @throws Problem `lesson-invalid` where the comparison or the value is none of the setting's type
 */
export function expectationOf(
  type: Lesson['type'],
  { op = 'equals', wanted }: Pick<Claim, 'op' | 'wanted'>,
): Expectation {
  const refused = (detail: string): Problem => new Problem('lesson-invalid', { detail })
  if (!comparisonsOf(type).some(item => item.op === op))
    throw refused(`op: a ${type} is not compared by "${op}"`)
  const several = op === 'oneOf' || type === 'list'
  const items = Array.isArray(wanted) ? wanted : [wanted]
  const kind = type === 'list' ? 'string' : type
  if (Array.isArray(wanted) !== several || items.some(item => typeof item !== kind))
    throw refused(`wanted: ${several ? `a list of ${kind}s` : `a ${kind}`} is needed`)
  if (op !== 'equals' && (items.length === 0 || items.includes('')))
    throw refused('wanted: it is empty')
  return type === 'string' && op === 'includes'
    ? { op: 'matches', value: escaped(String(wanted)) }
    : { op, value: wanted }
}

/** The comparison of a check that was taught, as it was said. */
export function claimedBy(expect: Expectation): Pick<Claim, 'op' | 'wanted'> | null {
  if (!('value' in expect)) return null
  const { op, value } = expect
  if (op === 'matches') return { op: 'includes', wanted: String(value).replace(/\\(.)/gs, '$1') }
  return { op, wanted: value as Claim['wanted'] }
}

/** What is wanted, in words that stand beside the title. */
export function expectedOf({ op = 'equals', wanted }: Pick<Claim, 'op' | 'wanted'>): string {
  const words = {
    equals: '',
    oneOf: 'one of ',
    atMost: 'at most ',
    atLeast: 'at least ',
    includes: 'contains ',
    excludes: 'without ',
  } as const
  return `${words[op]}${word(wanted)}`
}

function word(value: Value): string {
  if (Array.isArray(value)) return value.map(word).join(', ') || 'nothing'
  return value === true ? 'on' : value === false ? 'off' : String(value)
}

/** How a change of the page's settings becomes true. */
export function savedBy({ save, saveButton, saved }: Lesson): Recipe['context'] {
  if (save !== 'button') return { save }
  if (!saveButton) throw new Problem('lesson-invalid', { detail: 'saveButton: it has no name' })
  return {
    save,
    saveButton: [saveButton],
    ...(saved
      ? {
          saved: [
            { near: [saved], role: 'status' },
            { near: [saved], role: 'alert' },
            { role: 'button', name: [saved] },
          ],
        }
      : {}),
  }
}

/** @returns `setting` where nothing of a title can stand in an id */
export function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 60)
      .replace(/^-+|-+$/g, '') || 'setting'
  )
}

/** The name, or the first `name-2`, `name-3` … that is not taken. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`
    if (!isTaken(candidate)) return candidate
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
