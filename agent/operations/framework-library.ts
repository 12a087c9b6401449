import { stringify } from 'yaml'
import { z } from 'zod'
import { libraryOf } from '../../common/frameworks/library.ts'
import { KebabId } from '../../common/model/index.ts'
import { frameworkOf } from '../judge/scope.ts'
import { answering } from './operation.ts'

/** A framework as a library file of CISO Assistant: what its table of results refers to. */
export const frameworkLibrary = answering({
  title: 'A framework as a library of CISO Assistant',
  role: 'reader',
  needs: 'home',
  input: z.strictObject({ framework: KebabId }),
  kind: 'framework-library',
  output: z.strictObject({ name: z.string(), text: z.string() }),
  run: (agent, _, { framework: id }) => ({
    name: `${id}.yaml`,
    text: stringify(libraryOf(frameworkOf(agent, id))),
  }),
})
