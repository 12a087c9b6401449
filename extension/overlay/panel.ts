import type { BadgeFinding, PageSetting } from '../../common/protocol/message.ts'
import { valueLine } from '../../common/words/value.ts'
import { markOf } from './mark.ts'

export type PanelActions = {
  readonly dashboard: string
  readonly hide: () => void
  readonly close: () => void
  readonly confirm: (right: boolean) => void
}

/**
 * Fills the panel that opens from a badge. Nothing of the agent's or the page's is markup, and
 * every word is shown by the style sheet from `data-text`: a page may search what is rendered
 * (`window.find`), closed roots included, but not what a style sheet writes.
 */
export function fillPanel(
  panel: HTMLElement,
  setting: PageSetting,
  unsaved: boolean,
  actions: PanelActions,
): void {
  const document = panel.ownerDocument
  const element = (name: string, text = '', className = ''): HTMLElement => {
    const made = document.createElement(name)
    if (text) made.dataset['text'] = text
    if (className) made.className = className
    return made
  }
  const button = (text: string, act: () => void, className = 'plain'): HTMLElement => {
    const made = element('button', text, className)
    made.addEventListener('click', event => {
      if (event.isTrusted) act()
    })
    return made
  }
  const mark = markOf(setting, unsaved)
  const close = button('×', actions.close, 'close')
  close.setAttribute('aria-label', 'Close')
  const parts: HTMLElement[] = [
    close,
    element('h2', setting.title),
    element('p', `${mark.shape} ${mark.word}`, `outcome ${mark.kind}`),
  ]
  if (unsaved)
    parts.push(element('p', 'It was changed here and is not saved. It counts once it is.'))
  for (const finding of setting.findings)
    parts.push(...findingParts(finding, element, actions.dashboard))
  const read = setting.captured
  parts.push(
    element(
      'p',
      read
        ? `Read on this console ${when(read.at)}${read.value === undefined ? `: ${read.state}` : `: ${valueLine(read.value)}`}. Grade C: what the page showed.`
        : 'Nobody has read it on this console yet.',
      'quiet',
    ),
  )
  if (setting.certainty !== 'confirmed' && !setting.confirmed && read) {
    parts.push(
      element(
        'p',
        `This reading rests on ${certainties[setting.certainty] ?? setting.certainty} and was not confirmed. Is it what the page shows?`,
      ),
    )
    const row = element('p')
    row.append(
      button('Yes, it is right', () => {
        actions.confirm(true)
        actions.close()
      }),
      ' ',
      button('No', () => {
        actions.confirm(false)
        actions.close()
      }),
    )
    parts.push(row)
  }
  const foot = element('p', '', 'foot')
  foot.append(button('Hide on this site', actions.hide))
  parts.push(foot)
  panel.replaceChildren(...parts)
  panel.setAttribute('aria-label', `Witnessmark: ${setting.title}`)
}

/** The panel with nothing but a sentence. */
export function fillNote(panel: HTMLElement, text: string, close: () => void): void {
  const { ownerDocument: document } = panel
  const [button, words] = [document.createElement('button'), document.createElement('p')]
  button.className = 'close'
  button.dataset['text'] = '×'
  button.setAttribute('aria-label', 'Close')
  button.addEventListener('click', event => {
    if (event.isTrusted) close()
  })
  words.dataset['text'] = text
  panel.replaceChildren(button, words)
  panel.setAttribute('aria-label', 'Witnessmark')
}

function findingParts(
  finding: BadgeFinding,
  element: (name: string, text?: string, className?: string) => HTMLElement,
  dashboard: string,
): HTMLElement[] {
  const list = element('dl')
  const row = (name: string, value: string): void => {
    list.append(element('dt', name), element('dd', value))
  }
  row('Wanted', finding.expected)
  if (finding.together?.length)
    row(
      'Together with',
      finding.together.map(({ title, value }) => `${title}: ${value}`).join('; '),
    )
  row(finding.outcome === 'fail' ? 'Deviates since' : 'So since', when(finding.since))
  if (finding.detail && finding.outcome !== 'pass') row('Because', finding.detail)
  if (finding.requirements.length > 0)
    row(
      'Required by',
      finding.requirements
        .slice(0, 8)
        .map(id => id.replace(':', ' ').toUpperCase())
        .join(', ') +
        (finding.requirements.length > 8 ? ` and ${finding.requirements.length - 8} more` : ''),
    )
  if (finding.exception)
    row(
      'Accepted',
      `by ${finding.exception.by} until ${finding.exception.until.slice(0, 10)}: ${finding.exception.reason}`,
    )
  for (const { api, apiAt, console, consoleAt } of finding.disagreement)
    row(
      'Disagreement',
      `the API says ${valueLine(api)}${apiAt ? ` (${when(apiAt)})` : ''}, this console ${valueLine(console)}${consoleAt ? ` (${when(consoleAt)})` : ''}. The API's value counts until it is asked again`,
    )
  const parts = [element('h3', finding.title), list]
  if (finding.outcome === 'fail' && finding.steps.length > 0) {
    const steps = element('ol')
    for (const step of finding.steps) steps.append(element('li', step))
    parts.push(steps, element('p', `Steps last seen to match: ${finding.stepsSeen}`, 'quiet'))
  }
  const link = element('a', 'Show the finding and its evidence')
  link.setAttribute('href', new URL(`finding?id=${encodeURIComponent(finding.id)}`, dashboard).href)
  link.setAttribute('target', '_blank')
  link.setAttribute('rel', 'noopener noreferrer')
  parts.push(link)
  return parts
}

const certainties: Readonly<Record<string, string>> = {
  source: 'a source outside',
  documented: 'documentation',
  guess: 'a guess',
}

function when(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
}
