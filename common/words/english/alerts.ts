/** What an alert says: a title for a subject line, and a sentence. */
export type AlertWords = { readonly title: string; readonly text: string }

type About = {
  readonly title: string
  readonly tenant: string
  readonly count: number
  /** How many of them fail. */
  readonly failing: number
  readonly resources: readonly string[]
}

const on = ({ count, resources }: About): string => {
  const more = count - resources.length
  return resources.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

const asBefore = (failing: number): string =>
  failing === 0 ? '' : ` ${failing} ${failing === 1 ? 'fails' : 'fail'} as before.`

/** One sentence a kind of news. Whatever comes from a service stands in it as it is. */
export const alertWords = {
  'new-failing': (about: About): AlertWords => ({
    title: `${about.tenant}: newly failing: ${about.title}`,
    text: `Newly failing on ${on(about)}.`,
  }),
  'lost-sight': (about: About): AlertWords => ({
    title: `${about.tenant}: lost sight of: ${about.title}`,
    text: `It was known before and cannot be told now, on ${on(about)}.`,
  }),
  'disagreement': (about: About): AlertWords => ({
    title: `${about.tenant}: API and page disagree: ${about.title}`,
    text: `What the API says and what the page says are not the same, on ${on(about)}.`,
  }),
  'fixed': (about: About): AlertWords => ({
    title: `${about.tenant}: fixed: ${about.title}`,
    text: `No longer failing on ${on(about)}.`,
  }),
  'seen-again': (about: About): AlertWords => ({
    title: `${about.tenant}: seen again: ${about.title}`,
    text: `It can be told again, on ${on(about)}.${asBefore(about.failing)}`,
  }),
  'first-assessment': ({
    tenant,
    fail,
    unknown,
  }: {
    readonly tenant: string
    readonly fail: number
    readonly unknown: number
  }): AlertWords => ({
    title: `${tenant}: first assessment`,
    text: `Assessed for the first time: ${fail} failing, ${unknown} that cannot be told.`,
  }),
  'exception-ending': (about: Accepted): AlertWords => ({
    title: `${about.tenant}: acceptance ends soon: ${about.title}`,
    text: `${about.id} ends on ${about.until.slice(0, 10)}.`,
  }),
  'exception-ended': (about: Accepted): AlertWords => ({
    title: `${about.tenant}: acceptance ended: ${about.title}`,
    text: `${about.id} ended on ${about.until.slice(0, 10)}: what it accepted is open again.`,
  }),
  'frequency-due': (about: Late): AlertWords => ({
    title: `${about.tenant}: has to be read again`,
    text: `${lateText(about)} Without a scan until ${about.due} the period has a gap. Next: witnessmark scan ${about.tenant}`,
  }),
  'missed-frequency': (about: Late): AlertWords => ({
    title: `${about.tenant}: not read as often as required`,
    text: `${lateText(about)} The period has a gap since ${about.due}. Next: witnessmark scan ${about.tenant}`,
  }),
  'missed-run': ({ tenant, detail }: Told): AlertWords => ({
    title: `${tenant}: a planned run was missed`,
    text: `${detail}.`,
  }),
  'run-failed': ({ tenant, detail }: Told): AlertWords => ({
    title: `${tenant}: a run failed`,
    text: `${detail}.`,
  }),
  'credential-ending': (about: Credential): AlertWords => ({
    title: `${nameOf(about)}: its credential ends soon`,
    text: `It ends on ${about.until}; from then on ${about.channel === undefined ? 'all that its API shows is unknown' : 'nothing is told through it'}. Next: a new one, and ${enteredBy(about)}`,
  }),
  'credential-ended': (about: Credential): AlertWords => ({
    title: `${nameOf(about)}: its credential ended`,
    text: `It ended on ${about.until}. Next: a new one, and ${enteredBy(about)}`,
  }),
  'key-ending': (about: LogKey): AlertWords => ({
    title: "Witnessmark: the time of the log's key is over soon",
    text: `It signs since ${about.since} and is to be handed over until ${about.until}. Next: witnessmark key rotate`,
  }),
  'key-ended': (about: LogKey): AlertWords => ({
    title: "Witnessmark: the time of the log's key is over",
    text: `It signs since ${about.since} and was to be handed over until ${about.until}. Next: witnessmark key rotate`,
  }),
  'review-due': (about: Review): AlertWords => ({
    title: `${about.tenant}: an access review is due soon`,
    text: `${about.id}: ${reviewText(about)} Due on ${about.due}. Next: witnessmark access show ${about.id}`,
  }),
  'review-overdue': (about: Review): AlertWords => ({
    title: `${about.tenant}: an access review is overdue`,
    text: `${about.id}: ${reviewText(about)} It was due on ${about.due}. Next: witnessmark access show ${about.id}`,
  }),
  'tampering': ({ tenant, detail }: Told): AlertWords => ({
    title: `${tenant}: not as it was sealed`,
    text: `${detail}. What is shown of it proves nothing. Next: witnessmark verify`,
  }),
  'ticket-open': (about: Ticket): AlertWords => ({
    title: `${about.tenant}: ${about.title}`,
    text: `${about.failing} of ${about.of} fail (${about.check}, ${about.severity}): ${about.first}${about.failing > 1 ? ` and ${about.failing - 1} more` : ''}. ${about.owner === null ? '' : `Looked after by ${about.owner}. `}${about.due === null ? '' : `To be repaired until ${about.due}. `}This ticket is closed when a measurement says that nothing of it fails any more; closing it by hand repairs nothing, and opens it again.`,
  }),
  'ticket-closed': (about: Measured): AlertWords => ({
    title: `${about.tenant}: repaired: ${about.title}`,
    text: `Measured: nothing of it fails any more (entry ${about.entry} of the log, ${about.at}).`,
  }),
  'ticket-gone': (about: Pick<Measured, 'tenant' | 'title'>): AlertWords => ({
    title: `${about.tenant}: not there any more: ${about.title}`,
    text: 'Nothing that it is about is there any more. That was read, and is no repair: the ticket stays open until something of it is measured as right, or somebody closes it by hand.',
  }),
  'digest': ({ lines }: { readonly lines: readonly string[] }): AlertWords => ({
    title: `Witnessmark: ${lines.length === 1 ? 'one piece' : `${lines.length} pieces`} of news`,
    text: lines.join('\n'),
  }),
  'test': ({ channel }: { readonly channel: string }): AlertWords => ({
    title: 'Witnessmark: a test',
    text: `This is how news arrives through the channel "${channel}".`,
  }),
} as const

/** In a few words, what of the above it is. */
const shortWords: Readonly<Record<keyof typeof alertWords, string>> = {
  'new-failing': 'newly failing',
  'lost-sight': 'lost sight',
  'disagreement': 'API and page disagree',
  'fixed': 'fixed',
  'seen-again': 'seen again',
  'first-assessment': 'first assessment',
  'exception-ending': 'an acceptance ends soon',
  'exception-ended': 'an acceptance ended',
  'frequency-due': 'has to be read again',
  'missed-frequency': 'not read as often as required',
  'missed-run': 'a planned run was missed',
  'run-failed': 'a run failed',
  'credential-ending': 'a credential ends soon',
  'credential-ended': 'a credential ended',
  'key-ending': "the time of the log's key is over soon",
  'key-ended': "the time of the log's key is over",
  'review-due': 'an access review is due soon',
  'review-overdue': 'an access review is overdue',
  'tampering': 'not as it was sealed',
  'ticket-open': 'a ticket was opened',
  'ticket-closed': 'a ticket was closed',
  'ticket-gone': 'what a ticket is about is not there any more',
  'digest': 'news of the day',
  'test': 'a test',
}
const LONGEST_TITLE = 80
/** Without what turns or hides letters, and cut between characters. */
const brief = (text: string): string =>
  Array.from(text.replace(/[\p{Cc}\p{Cf}]/gu, ' '))
    .slice(0, LONGEST_TITLE)
    .join('')

/**
 * What everybody who sees a screen may read: what happened, of which tenant and check by their titles,
 * how bad it is and on how many things. No thing by name, no value.
 */
export function screenWords(about: {
  readonly kind: keyof typeof alertWords
  readonly tenant: string | null
  readonly check: string | null
  readonly severity: string
  readonly count: number
}): AlertWords {
  const { kind, tenant, check, severity, count } = about
  const what = kind === 'digest' ? 'piece' : 'finding'
  const parts = [
    ...[tenant, check].flatMap(title => (title === null ? [] : [brief(title)])),
    ...(kind === 'digest' || kind === 'test' ? [] : [severity]),
    ...(count > 0 ? [count === 1 ? `1 ${what}` : `${count} ${what}s`] : []),
  ]
  const text = kind === 'test' ? 'This is how news is shown here.' : parts.join(' · ')
  return { title: `Witnessmark: ${shortWords[kind]}`, text }
}

type Late = {
  readonly tenant: string
  readonly hours: number
  readonly metrics: number
  readonly last: string
  readonly due: string
}
const lateText = ({ hours, metrics, last }: Late): string =>
  `${metrics} ${metrics === 1 ? 'metric has' : 'metrics have'} to be read every ${hours} ${hours === 1 ? 'hour' : 'hours'}; the last scan ended at ${last}.`

type Accepted = {
  readonly tenant: string
  readonly title: string
  readonly id: string
  readonly until: string
}
type Ticket = {
  readonly tenant: string
  readonly title: string
  readonly check: string
  readonly severity: string
  readonly failing: number
  readonly of: number
  /** One of what fails. */
  readonly first: string
  readonly owner: string | null
  readonly due: string | null
}
type Measured = {
  readonly tenant: string
  readonly title: string
  readonly entry: number
  readonly at: string
}
type Credential = { readonly until: string } & (
  | { readonly tenant: string; readonly channel?: undefined }
  | { readonly channel: string }
)
const nameOf = (about: Credential): string =>
  about.channel === undefined ? about.tenant : `the channel "${about.channel}"`
const enteredBy = (about: Credential): string =>
  `witnessmark ${about.channel === undefined ? 'connect' : `alert secret ${about.channel}`}`

type LogKey = { readonly since: string; readonly until: string }
type Review = {
  readonly tenant: string
  readonly id: string
  readonly reviewer: string
  readonly undecided: number
  readonly of: number
  readonly due: string
}
const reviewText = ({ undecided, of, reviewer }: Review): string =>
  `${undecided} of ${of} accounts wait for ${reviewer}.`
type Told = { readonly tenant: string; readonly detail: string }
