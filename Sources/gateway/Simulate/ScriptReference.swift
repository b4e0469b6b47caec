import GatewayConfig
import GatewaySimulator

/// The page of the documentation that lists all that can be said in a simulation script.
enum ScriptReference {
  static var text: String {
    """
    # Simulation scripts

    <!-- Made by `make docs` from the code that reads the scripts: to change a text here, change it there. -->

    What `gateway simulate --script FILE` reads; see [simulate.md](simulate.md). What a script leaves out has its default.


    """ + SimulationScript.reference.markdown
  }
}
