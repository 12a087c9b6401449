/** @jsxImportSource react */
import { run } from '../../e2e/pages/app.ts'
import { reactDrawing } from '../../e2e/pages/libraries/react-drawing.ts'
import {
  NativeSelect,
  OdysseyThemeProvider,
  Radio,
  RadioGroup,
  Switch,
  TextField,
} from '@okta/odyssey-react-mui'

const toggle = ({ label, value, disabled, change }) => (
  <Switch
    label={label}
    value={label}
    isChecked={value}
    isDisabled={disabled}
    onChange={({ checked }) => change(checked)}
  />
)
run(
  reactDrawing(
    {
      switch: toggle,
      checkbox: toggle,
      radios: ({ label, options, value, change }) => (
        <RadioGroup label={label} value={value} onChange={event => change(event.target.value)}>
          {options.map(option => (
            <Radio key={option.value} label={option.label} value={option.value} />
          ))}
        </RadioGroup>
      ),
      select: ({ label, options, value, disabled, change }) => (
        <NativeSelect
          label={label}
          value={value}
          isDisabled={disabled}
          onChange={event => change(event.target.value)}
        >
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </NativeSelect>
      ),
      text: ({ label, value, disabled, change }) => (
        <TextField
          label={label}
          value={value}
          isDisabled={disabled}
          onChange={event => change(event.target.value)}
        />
      ),
    },
    page => <OdysseyThemeProvider>{page}</OdysseyThemeProvider>,
  ),
)
