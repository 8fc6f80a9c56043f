import groovy.xml.XmlSlurper

def report = new XmlSlurper().parse(new File(basedir, 'target/surefire-reports/TEST-com.example.devtools.RestartTests.xml'))
assert report.@tests == '1' && report.@failures == '0' && report.@errors == '0' && report.@skipped == '0'

// One process started the application twice, on the same port and data.
def log = new File(basedir, 'target/developed.log').text
assert log.count('Started DevtoolsApplication') == 2
assert !log.contains('APPLICATION FAILED TO START') && !log.contains('FORGED')
