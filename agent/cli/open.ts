import { z } from 'zod'
import { openBrowser } from '../collect/auth/open-browser.ts'
import { holderOf } from '../home/lock.ts'
import { Problem } from '../problem.ts'
import { paint } from './context.ts'
import type { Context } from './context.ts'

const Login = z.object({ url: z.url() })

/**
 * `witnessmark open`: an address of the running agent's dashboard that signs in once, within minutes;
 * opened in the browser where a person sits here.
 * @throws Problem `agent-away`
 */
export async function open(context: Context): Promise<number> {
  const { home } = context
  const holder = holderOf(home)
  if (!holder?.url || !holder.token) throw new Problem('agent-away', { home })
  const reply = await fetch(new URL('/api/v1/login', holder.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${holder.token}`, origin: new URL(holder.url).origin },
  }).catch((cause: unknown) => {
    throw new Problem('agent-away', { home }, { cause })
  })
  const { url } = Login.parse(await reply.json())
  if (context.json) context.printJson('login', { url })
  else context.print(`Dashboard: ${paint('bold', url)}`)
  context.say('It works once, within five minutes.')
  if (context.interactive) openBrowser(url)
  return 0
}
