/** A control names nothing the sandbox has. */
export class ControlError extends Error {}
