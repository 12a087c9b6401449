/** @jsxImportSource react */
import { run } from '../../e2e/pages/app.ts'
import { reactDrawing } from '../../e2e/pages/libraries/react-drawing.ts'
import {
  Checkbox,
  FormControl,
  FormControlLabel,
  FormLabel,
  InputLabel,
  MenuItem,
  Radio,
  RadioGroup,
  Select,
  Switch,
  TextField,
} from '@mui/material'

run(
  reactDrawing({
    checkbox: ({ label, value, disabled, change }) => (
      <FormControlLabel
        control={<Checkbox checked={value} onChange={event => change(event.target.checked)} />}
        label={label}
        disabled={disabled}
      />
    ),
    switch: ({ label, value, disabled, change }) => (
      <FormControlLabel
        control={<Switch checked={value} onChange={event => change(event.target.checked)} />}
        label={label}
        disabled={disabled}
      />
    ),
    radios: ({ id, label, options, value, change }) => (
      <FormControl>
        <FormLabel id={`${id}-l`}>{label}</FormLabel>
        <RadioGroup
          aria-labelledby={`${id}-l`}
          value={value}
          onChange={event => change(event.target.value)}
        >
          {options.map(option => (
            <FormControlLabel
              key={option.value}
              value={option.value}
              control={<Radio />}
              label={option.label}
            />
          ))}
        </RadioGroup>
      </FormControl>
    ),
    select: ({ id, label, options, value, disabled, change }) => (
      <FormControl disabled={disabled}>
        <InputLabel id={`${id}-l`}>{label}</InputLabel>
        <Select
          labelId={`${id}-l`}
          id={id}
          label={label}
          value={value}
          onChange={event => change(event.target.value)}
          MenuProps={{ transitionDuration: 0 }}
        >
          {options.map(option => (
            <MenuItem key={option.value} value={option.value}>
              {option.label}
            </MenuItem>
          ))}
        </Select>
      </FormControl>
    ),
    text: ({ id, label, value, disabled, change }) => (
      <TextField
        id={id}
        label={label}
        value={value}
        disabled={disabled}
        onChange={event => change(event.target.value)}
      />
    ),
  }),
)
