/** What decides whether a repository is looked at; null where GitHub did not show it all. */
export type Scoped = {
  readonly name: string
  readonly visibility: string | null
  readonly topics: readonly string[] | null
}

/** A repository's own name, without its owner's. */
export function nameOf(fullName: string): string {
  return fullName.slice(fullName.indexOf('/') + 1)
}

type Target = Readonly<Record<string, string>>

/** Whether the tenant's scope asks for topics, which cost GitHub something. */
export function asksForTopics({ include = '', exclude = '' }: Target): boolean {
  return [...termsOf(include), ...termsOf(exclude)].some(term => term.startsWith('topic:'))
}

/**
 * Whether the tenant's `include` and `exclude` leave a repository in: terms between commas, each a
 * name with `*` for anything, `topic:NAME` or `visibility:public`. What cannot be told stays in.
 */
export function inScope({ include = '', exclude = '' }: Target, repository: Scoped): boolean {
  const wanted = termsOf(include)
  const matched = (term: string): boolean | null => matches(term, repository)
  return (
    (wanted.length === 0 || wanted.some(term => matched(term) !== false)) &&
    !termsOf(exclude).some(term => matched(term) === true)
  )
}

function termsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map(term => term.trim().toLowerCase())
    .filter(term => term !== '')
}

function matches(term: string, { name, visibility, topics }: Scoped): boolean | null {
  const [, kind, value = ''] = /^(topic|visibility):(.*)$/.exec(term) ?? []
  if (kind === 'topic') return topics === null ? null : topics.includes(value)
  if (kind === 'visibility') return visibility === null ? null : visibility.toLowerCase() === value
  return like(term.split('*'), name.toLowerCase())
}

/** The parts of a pattern, between which anything may stand; without a regular expression. */
function like([first = '', ...parts]: readonly string[], name: string): boolean {
  if (parts.length === 0) return name === first
  if (!name.startsWith(first)) return false
  const last = parts.at(-1) ?? ''
  let at = first.length
  for (const part of parts.slice(0, -1)) {
    const found = name.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return name.length - last.length >= at && name.endsWith(last)
}
