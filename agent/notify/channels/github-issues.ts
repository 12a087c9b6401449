import { z } from 'zod'
import { GITHUB } from '../channels.ts'
import type { Send } from '../channels.ts'
import { asking } from './http.ts'

const Issue = z.object({ number: z.int(), state: z.string(), html_url: z.url() })

/**
 * An issue of the repository, found by its label: https://docs.github.com/rest/issues/issues. The token
 * needs "Issues: read and write" of that repository, and no more.
 */
export const githubIssues: Send = async (alert, { channel, secret, timeoutMs }) => {
  const repository = `${channel.url?.replace(/\/$/, '') ?? GITHUB}/repos/${channel.project}`
  const headers = {
    'authorization': `Bearer ${secret}`,
    'accept': 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
  }
  const ask = asking(repository, { headers, allowed: channel.private, timeoutMs })
  if (!alert.ticket) return void (await ask(z.unknown(), 'GET', '/issues?per_page=1'))
  const label = `witnessmark:${alert.ticket.key}`
  const query = `labels=${encodeURIComponent(label)}&state=all&per_page=1`
  const [found] = await ask(z.array(Issue), 'GET', `/issues?${query}`)
  const words = verbatim(alert.text)
  const body = alert.link === null ? words : `${words}\n\n${alert.link}`
  if (!found) {
    if (alert.kind !== 'ticket-open') return
    const labels = ['witnessmark', label, alert.severity]
    const made = await ask(Issue, 'POST', '/issues', { title: alert.title, body, labels })
    return { url: made.html_url }
  }
  const state = alert.kind === 'ticket-closed' ? 'closed' : 'open'
  const issue = `/issues/${found.number}`
  if (alert.kind === 'ticket-gone') {
    if (found.state === 'open') await ask(z.unknown(), 'POST', `${issue}/comments`, { body })
  } else if (found.state !== state) {
    await ask(z.unknown(), 'POST', `${issue}/comments`, { body })
    await ask(Issue, 'PATCH', issue, { state })
  }
  return { url: found.html_url }
}

/** Names that a service gave mention nobody and show nothing: Markdown as it is written. */
function verbatim(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}
