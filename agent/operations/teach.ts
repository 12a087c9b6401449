import { Lesson } from '../../common/protocol/message.ts'
import { teach as learn } from '../console/teach.ts'
import { answering } from './operation.ts'
import { ok } from './shapes.ts'

/** Makes a setting, a check and a recipe of what an administrator pointed at. */
export const teach = answering({
  title: 'Teach a setting of a console page',
  role: 'administrator',
  needs: 'record',
  input: Lesson,
  kind: 'lesson',
  output: ok,
  async run(agent, _, lesson) {
    await learn(agent, lesson)
    return { ok: true }
  },
})
