// What the library of the OSCAL models' authors finds in documents, by the constraints of the models: a
// line of JSON for each finding, of whatever severity.
import gov.nist.secauto.metaschema.core.model.validation.IValidationFinding;
import gov.nist.secauto.oscal.lib.OscalBindingContext;
import java.nio.file.Path;
import org.json.JSONObject;

public final class Oscal {
  public static void main(String[] files) throws Exception {
    var context = OscalBindingContext.instance();
    for (String file : files) {
      String name = Path.of(file).getFileName().toString();
      try {
        var result = context.validateWithConstraints(Path.of(file).toAbsolutePath().toUri(), null);
        for (IValidationFinding finding : result.getFindings())
          System.out.println(
              new JSONObject()
                  .put("file", name)
                  .put("kind", finding.getKind().toString())
                  .put("severity", finding.getSeverity().toString())
                  .put("message", finding.getMessage()));
      } catch (Exception unreadable) {
        // What it cannot even read is found, too.
        System.out.println(
            new JSONObject()
                .put("file", name)
                .put("kind", "UNREADABLE")
                .put("severity", "CRITICAL")
                .put("message", String.valueOf(unreadable.getMessage())));
      }
    }
    System.out.println(files.length + " documents were read");
  }
}
