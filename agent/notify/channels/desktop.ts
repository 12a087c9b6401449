import { screenWords } from '../../../common/words/english/alerts.ts'
import type { Agent } from '../../agent.ts'
import { browsersOf } from '../../console/browsers.ts'
import type { ShownAnswer, ShownNews } from '../../console/browsers.ts'
import { Problem } from '../../problem.ts'
import type { Alert } from '../alert.ts'
import type { Send } from '../channels.ts'

const because: Readonly<Record<Exclude<ShownAnswer, 'shown'> | 'late', string>> = {
  'not-allowed': 'notifications are not allowed there: allow them in the options of the extension',
  'failed': 'the browser refused to',
  'older': 'the extension is of an older version that shows none',
  'gone': 'it went away before it answered',
  'late': 'it did not answer in time',
}

/**
 * In the notifications of the paired browsers that are connected to this process; it arrived where one of
 * them showed it, now or before.
 */
export const desktop: Send = async (alert, { agent, timeoutMs }) => {
  const asked = browsersOf(agent).show(newsOf(agent, alert))
  if (asked.length === 0)
    throw new Problem('alert-not-shown', { detail: 'no paired one is connected' })
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(resolve, timeoutMs, 'late')
  try {
    const why = new Set<string>()
    const shown = asked.map(async answer => {
      const said = await Promise.race([answer, late])
      if (said === 'shown') return
      why.add(because[said])
      throw new Error(said)
    })
    await Promise.any(shown).catch((error: unknown) => {
      throw new Problem('alert-not-shown', { detail: [...why].join('; ') }, { cause: error })
    })
  } finally {
    clearTimeout(timer)
  }
}

/** What the screen may show of it, which locks with it on. */
function newsOf(agent: Agent, alert: Alert): ShownNews {
  const { id, kind, severity, count, link } = alert
  const tenant =
    alert.tenant === null ? null : (agent.config().tenants[alert.tenant]?.title ?? alert.tenant)
  const checks = agent.catalogue().services.flatMap(service => service.checks)
  const check =
    alert.check === null
      ? null
      : (checks.find(item => item.id === alert.check)?.title ?? alert.check)
  const words = screenWords({ kind, severity, count, tenant, check })
  const { pathname, search } = new URL(link ?? '/', 'http://127.0.0.1')
  return { alert: id, ...words, page: pathname + search }
}
