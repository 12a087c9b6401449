import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

type Lifetime = Pick<TestContext, 'after'>

/** A ticket as a tracker has it. */
type Ticket = {
  readonly number: number
  readonly title: string
  readonly body: string
  readonly labels: readonly string[]
  readonly due: string | null
  open: boolean
  readonly comments: string[]
}

type Tracker = {
  readonly url: string
  readonly tickets: Ticket[]
  /** How each request signed in. */
  readonly authorizations: Set<string>
  /** What it answers in place of what it would, where this says so. */
  instead: ((method: string, path: string, body: unknown) => Reply | null) | null
  /** How often it was asked. */
  asked: number
}

type Reply = {
  readonly status: number
  readonly said?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** It did what it was asked for, whatever it answers. */
  readonly done?: true
}

async function start(
  context: Lifetime,
  reply: (method: string, url: URL, body: unknown, tracker: Tracker) => Reply,
): Promise<Tracker> {
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then(body => {
      tracker.authorizations.add(String(request.headers.authorization))
      const url = new URL(request.url ?? '', tracker.url)
      const given = body === '' ? null : (JSON.parse(body) as unknown)
      const method = request.method ?? ''
      tracker.asked++
      const other = tracker.instead?.(method, url.pathname, given) ?? null
      const usual = other && !other.done ? null : reply(method, url, given, tracker)
      const { status, said, headers } = other ?? usual ?? missing
      const always = { 'content-type': 'application/json', 'connection': 'close' }
      response.writeHead(status, { ...always, ...headers })
      response.end(said === undefined ? '' : JSON.stringify(said))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const tracker: Tracker = {
    url: `http://127.0.0.1:${port}`,
    tickets: [],
    authorizations: new Set<string>(),
    instead: null,
    asked: 0,
  }
  return tracker
}

type JiraFields = {
  readonly project?: { readonly key: string }
  readonly issuetype?: { readonly name: string }
  readonly summary: string
  readonly description: unknown
  readonly labels?: readonly string[]
  readonly duedate?: string
}

const missing: Reply = { status: 404, said: { message: 'Not Found' } }

/** The issues of one repository, as GitHub's REST API has them. */
export function startGithubIssues(context: Lifetime, repository: string): Promise<Tracker> {
  return start(context, (method, { pathname, searchParams }, body, { url, tickets }) => {
    const shown = ({ number, open }: Ticket): object => ({
      number,
      state: open ? 'open' : 'closed',
      html_url: `${url}/${repository}/issues/${number}`,
    })
    const [, rest] = pathname.split(`/repos/${repository}/issues`)
    if (rest === undefined) return missing
    if (rest === '' && method === 'GET') {
      const label = searchParams.get('labels')
      const found = tickets.filter(item => label === null || item.labels.includes(label))
      return { status: 200, said: found.map(shown) }
    }
    if (rest === '' && method === 'POST') {
      const {
        title,
        body: words,
        labels,
      } = body as { title: string; body: string; labels: string[] }
      const made = { number: tickets.length + 1, title, body: words, labels }
      const ticket = { ...made, due: null, open: true, comments: [] }
      tickets.push(ticket)
      return { status: 201, said: shown(ticket) }
    }
    const [, number, comments] = rest.split('/')
    const ticket = tickets.find(item => item.number === Number(number))
    if (!ticket) return missing
    if (comments === 'comments' && method === 'POST') {
      ticket.comments.push((body as { body: string }).body)
      return { status: 201, said: {} }
    }
    if (method !== 'PATCH') return missing
    ticket.open = (body as { state: string }).state === 'open'
    return { status: 200, said: shown(ticket) }
  })
}

/** The issues of one project, as Jira Cloud's REST API has them. */
export function startJira(context: Lifetime, project: string): Promise<Tracker> {
  const wordsOf = (document: unknown): string =>
    [...JSON.stringify(document).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)]
      .map(item => item[1])
      .join('\n')
  return start(context, (method, { pathname, searchParams }, body, { tickets }) => {
    const path = pathname.replace('/rest/api/3', '')
    if (path === '/search/jql' && method === 'GET') {
      const jql = searchParams.get('jql') ?? ''
      const label = new RegExp(`^project = "${project}" AND labels = "([^"]+)"$`).exec(jql)?.[1]
      if (!label || searchParams.get('fields') !== 'status') return { status: 400 }
      const issues = tickets
        .filter(item => item.labels.includes(label))
        .map(({ number, open }) => ({
          key: `${project}-${number}`,
          fields: { status: { statusCategory: { key: open ? 'indeterminate' : 'done' } } },
        }))
      return { status: 200, said: { issues, isLast: true } }
    }
    if (path === '/issue' && method === 'POST') {
      const { fields } = body as { fields: JiraFields }
      const { summary, description, labels, duedate = null } = fields
      if (fields.project?.key !== project || !fields.issuetype?.name) return { status: 400 }
      const made = { number: tickets.length + 1, title: summary, body: wordsOf(description) }
      tickets.push({ ...made, labels: labels ?? [], due: duedate, open: true, comments: [] })
      return { status: 201, said: { key: `${project}-${tickets.length}` } }
    }
    const [, key, what] = /^\/issue\/([^/]+)\/(transitions|comment)$/.exec(path) ?? []
    const ticket = tickets.find(item => `${project}-${item.number}` === key)
    if (!ticket) return missing
    if (what === 'comment') {
      ticket.comments.push(wordsOf((body as { body: unknown }).body))
      return { status: 201, said: {} }
    }
    if (method === 'GET') {
      const to = (id: string, category: string): object => ({
        id,
        name: category,
        to: { statusCategory: { key: category } },
      })
      return { status: 200, said: { transitions: [to('11', 'new'), to('31', 'done')] } }
    }
    ticket.open = (body as { transition: { id: string } }).transition.id === '11'
    return { status: 204 }
  })
}
