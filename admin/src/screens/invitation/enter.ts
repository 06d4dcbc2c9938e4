import { chooseBusiness } from "../../api/client.ts";
import { forgetSecret } from "../../ui/use-secret.ts";

/** Opens the business that was joined; the page is loaded anew, as this person. */
export function enter({ businessId }: { businessId: string }): void {
  forgetSecret("invitation");
  chooseBusiness(businessId);
  location.assign("/");
}
