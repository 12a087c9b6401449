import { commandActor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { openSecrets } from '../home/secrets.ts'
import { assertHome, openAgent, openHome } from '../open-agent.ts'
import type { OpenOptions } from '../open-agent.ts'
import { loadOperation } from '../operations/index.ts'
import type { Input, OperationName, Output } from '../operations/index.ts'
import type { Progress } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { askAgent } from './client.ts'
import { sayUpgraded } from './context.ts'
import type { Context } from './context.ts'
import { askPassphrase } from './passphrase.ts'

/**
 * Has an operation done: what only the agent that holds the home can do, by the running one or, where
 * none runs, here; everything else here, beside it. Shows how far it is.
 * @throws Problem as the operation says, whoever did it
 */
export async function invoke<N extends OperationName>(
  context: Context,
  name: N,
  input: Input<N>,
): Promise<Output<N>> {
  const operation = await loadOperation(name)
  const tell = progressLine(context)
  try {
    if (operation.needs !== 'record')
      return await withHome(context, agent => {
        if (operation.needs === 'home') assertHome(agent, operation.role)
        return perform(agent, commandActor(), name, input, tell)
      })
    const answered = await askAgent(context.home, name, input, tell)
    if (answered) return answered.output
    return await withAgent(context, agent => perform(agent, commandActor(), name, input, tell))
  } finally {
    context.progress('')
  }
}

/** Opens the home for looking, for the time of `work`. */
export async function withHome<T>(
  context: Context,
  work: (agent: Agent) => Promise<T> | T,
): Promise<T> {
  const askUnsealed = async () => {
    const asked = askAgent(context.home, 'unsealed', {}, () => undefined)
    // One that stops just now, or is of an earlier version, is not asked: it is compared here.
    return (await asked.catch(() => null))?.output.unsealed ?? null
  }
  const askCredentials = async () => {
    const asked = askAgent(context.home, 'credentials', {}, () => undefined)
    return (await asked.catch(() => null))?.output.items ?? null
  }
  const { agent, close } = openHome(context.home, {
    ...opening(context),
    askUnsealed,
    askCredentials,
  })
  try {
    return await work(agent)
  } finally {
    await close()
  }
}

async function withAgent<T>(context: Context, work: (agent: Agent) => Promise<T>): Promise<T> {
  const open = await openAgent(context.home, opening(context))
  try {
    return await work(open.agent)
  } finally {
    await open.close()
  }
}

/** How commands open a home: its credentials need no lock, so that one can be kept beside an agent. */
export function opening(context: Context): OpenOptions {
  const secrets = openSecrets(context.home, askPassphrase(context))
  return { secrets, onUpgraded: sayUpgraded(context) }
}

/** Twenty cells, what is done now, and how long the rest will take. */
function progressLine(context: Context): (progress: Progress) => void {
  const began = performance.now()
  return ({ done, total, text, notice }) => {
    if (notice) return context.say(text)
    if (total <= 1) return context.progress(text)
    const cells = Math.round((20 * Math.min(done, total)) / total)
    const seconds = (performance.now() - began) / 1000
    const left =
      done > 0 && seconds > 2
        ? `, about ${Math.ceil((seconds / done) * (total - done))} s left`
        : ''
    context.progress(
      `${'▪'.repeat(cells)}${'·'.repeat(20 - cells)} ${text}, ${done} of ${total}${left}`,
    )
  }
}
