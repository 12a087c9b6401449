import { saveView, View } from '../home/views.ts'
import { FindingFilter } from './findings.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Names a view of the findings. Of its address only what makes a view is kept, never the page. */
export const viewSave = answering({
  title: 'Name a view of the findings',
  role: 'administrator',
  needs: 'record',
  input: View,
  kind: 'view',
  output: ok,
  run(agent, _, { name, query }) {
    const known = Object.keys(FindingFilter.omit({ page: true }).shape)
    const kept = [...new URLSearchParams(query)].filter(
      ([key, value]) => value !== '' && (known.includes(key) || key === 'group'),
    )
    saveView(agent.home, { name, query: String(new URLSearchParams(kept)) })
    return { ok: true }
  },
})
