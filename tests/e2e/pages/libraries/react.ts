import { run } from '../app.ts'
import { reactDrawing } from './react-drawing.ts'

// React 19.
run(reactDrawing())
