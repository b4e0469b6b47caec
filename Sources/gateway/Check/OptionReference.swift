import GatewayConfig
import GatewayHandlers

/// The page of the documentation that lists all options, made from the code that reads them.
enum OptionReference {
  static var text: String {
    """
    # Configuration

    <!-- Made by `make docs` from the code that reads the options: to change a text here, change it there. -->

    [gateway.yaml](../gateway.yaml) shows the file with comments. What a file leaves out has its default. Unknown options,
    wrong types and values out of range are errors with line and column; `gateway check` tells them without serving.

    An environment variable counts more than the file. Durations are written `500ms`, `30s`, `5m`, `1h`, sizes `64KiB`, `1MiB`.
    A relative path starts at the folder of the file it stands in.


    """ + GatewayConfiguration.reference(handlers: BuiltInHandlers.sections).markdown
  }
}
