import { Select } from "@mantine/core";
import type { Role } from "../api/types.ts";
import { ROLE_NAMES, roles } from "./roles.ts";
import { useCan } from "./use-business.ts";

/** The roles the person at the screen may give, with what the chosen one may do. */
export function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const can = useCan();
  const offered = ROLE_NAMES.filter((role) => role !== "owner" || can.manageOwners);
  return (
    <Select
      label="Role"
      description={roles[value].may}
      inputWrapperOrder={["label", "input", "description", "error"]}
      allowDeselect={false}
      data={offered.map((role) => ({ value: role, label: roles[role].name }))}
      value={value}
      onChange={(chosen) => {
        const role = offered.find((one) => one === chosen);
        if (role) onChange(role);
      }}
    />
  );
}
