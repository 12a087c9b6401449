import { z } from 'zod'
import { messageOf, Problem } from '../../problem.ts'
import type { Send } from '../channels.ts'
import { asking } from './http.ts'

const Category = z.object({ statusCategory: z.object({ key: z.string() }) })
const Found = z.object({
  issues: z.array(z.object({ key: z.string(), fields: z.object({ status: Category }) })),
})
const Transitions = z.object({
  transitions: z.array(z.object({ id: z.string(), to: Category })),
})

/**
 * An issue of the project, found by its label: https://developer.atlassian.com/cloud/jira/platform/rest/v3.
 * The account needs to browse the project, to create, edit, comment and move its issues, and no more.
 */
export const jira: Send = async (alert, { channel, secret, timeoutMs }) => {
  const site = (channel.url ?? '').replace(/\/$/, '')
  const { host } = new URL(site)
  const basic = Buffer.from(`${channel.user}:${secret}`).toString('base64')
  const headers = { authorization: `Basic ${basic}`, accept: 'application/json' }
  const ask = asking(`${site}/rest/api/3`, { headers, allowed: channel.private, timeoutMs })
  if (!alert.ticket)
    return void (await ask(
      z.unknown(),
      'GET',
      `/project/${encodeURIComponent(channel.project ?? '')}`,
    ))
  const label = `witnessmark-${alert.ticket.key}`
  const jql = `project = "${channel.project}" AND labels = "${label}"`
  const query = new URLSearchParams({ jql, fields: 'status', maxResults: '1' })
  const [found] = (await ask(Found, 'GET', `/search/jql?${query}`)).issues
  const words = documentOf(alert.link === null ? [alert.text] : [alert.text, alert.link])
  if (!found) {
    if (alert.kind !== 'ticket-open') return
    const fields = {
      project: { key: channel.project },
      issuetype: { name: channel.issueType ?? 'Task' },
      summary: alert.title.slice(0, 250),
      description: words,
      labels: ['witnessmark', label, alert.severity],
    }
    const make = (more: object): Promise<{ readonly key: string }> =>
      ask(z.object({ key: z.string() }), 'POST', '/issue', { fields: { ...fields, ...more } })
    const duedate = alert.ticket.due
    const { key } = await (duedate === null
      ? make({})
      : make({ duedate }).catch((error: unknown) => {
          // A project's screen may lack the field; the day stands in the text, too.
          if (!/\bduedate\b/.test(messageOf(error))) throw error
          return make({})
        }))
    return { url: `${site}/browse/${key}` }
  }
  const isDone = found.fields.status.statusCategory.key === 'done'
  const wanted = alert.kind === 'ticket-closed'
  const issue = `/issue/${encodeURIComponent(found.key)}`
  if (alert.kind === 'ticket-gone') {
    if (!isDone) await ask(z.unknown(), 'POST', `${issue}/comment`, { body: words })
  } else if (isDone !== wanted) {
    const { transitions } = await ask(Transitions, 'GET', `${issue}/transitions`)
    const step = transitions.find(({ to }) => (to.statusCategory.key === 'done') === wanted)
    if (!step) {
      const detail = `${found.key} cannot be ${wanted ? 'closed' : 'opened again'} from its state`
      throw new Problem('alert-refused', { host, detail })
    }
    await ask(z.unknown(), 'POST', `${issue}/comment`, { body: words })
    await ask(z.unknown(), 'POST', `${issue}/transitions`, { transition: { id: step.id } })
  }
  return { url: `${site}/browse/${found.key}` }
}

/** https://developer.atlassian.com/cloud/jira/platform/apis/document/structure */
function documentOf(paragraphs: readonly string[]): object {
  return {
    type: 'doc',
    version: 1,
    content: paragraphs.map(text => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
  }
}
